package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.providers.demo.Replay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are legal but rare, and those that are wrong in a way of their own. */
class OddRequestsTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final String HELLO =
      "{\"model\":\"openai/gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  private static final String MESSAGE =
      """
      {"type":"message","role":"assistant","content":[{"type":"text","text":"Hi"}],
       "stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}
      """;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder, Map.of("PROXY_API_KEY", TestGateway.KEY + ",clé-ÿ-日本-key"));
  }

  @AfterEach
  void stop() {
    http.close();
    gateway.close();
  }

  private HttpResponse<String> post(byte[] body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(gateway.uri().resolve(CHAT))
            .header("Authorization", "Bearer " + TestGateway.KEY)
            .POST(BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String message(HttpResponse<String> answer) throws IOException {
    return json(answer).path("error").path("message").asText();
  }

  @Test
  void aByteOrderMarkDoesNotGoUpstream() throws Exception {
    var answer = post(("\uFEFF" + HELLO).getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(gateway.upstream.requests().getFirst().text()).startsWith("{");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void otherEncodingsThanUtf8AreRefusedByName(String charset) throws Exception {
    var answer = post(HELLO.getBytes(Charset.forName(charset)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(message(answer)).isEqualTo("request body: UTF-16 or UTF-32 (expected: UTF-8)");
    assertThat(gateway.upstream.requests()).isEmpty();
  }

  @Test
  void aBodyMayBeCompressed() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(HELLO.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(post(bytes.toByteArray(), "Content-Encoding", "gzip").statusCode()).isEqualTo(200);
    assertThat(gateway.upstream.requests().getFirst().text()).contains("\"Hi\"");
  }

  @Test
  void aBodyThatIsNotCompressedAsItSaysIsRefused() throws Exception {
    var answer = post(HELLO.getBytes(StandardCharsets.UTF_8), "Content-Encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(message(answer)).contains("GZIP").contains("content-encoding");
  }

  @Test
  void aCompressionThatIsNotUnderstoodIsRefusedByName() throws Exception {
    var answer =
        post(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD}, "Content-Encoding", "zstd");
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(message(answer))
        .isEqualTo("content-encoding: \"zstd\" cannot be undone (expected: gzip, deflate or none)");
  }

  @Test
  void aCompressedBodyIsMeasuredUncompressed() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < 40; i++) {
        gzip.write(spaces);
      }
    }
    var answer = post(bytes.toByteArray(), "Content-Encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(message(answer)).contains("at most 33554432").contains("MAX_BODY_SIZE");
  }

  @Test
  void aNameLongerThanAnyModelsIsRefused() throws Exception {
    var answer = gateway.post(CHAT, HELLO.replace("gpt", "x".repeat(100_000)));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(message(answer)).contains("100007 characters").hasSizeLessThan(200);
    assertThat(gateway.upstream.requests()).isEmpty();
  }

  @Test
  void aNameInAnyLanguageIsToldPercentEncoded() throws Exception {
    var answer = gateway.post(CHAT, HELLO.replace("gpt", "模型é"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-keyrelay-target"))
        .hasValue("openai/%E6%A8%A1%E5%9E%8B%C3%A9");
    assertThat(gateway.upstream.requests().getFirst().text()).contains("\"模型é\"");
  }

  @Test
  void aFieldLeftOutIsNamedWhateverItsNameHolds() throws Exception {
    gateway.upstream.on("/v1/messages").answer(Replay.json(200, MESSAGE));
    var answer =
        gateway.post(
            CHAT,
            "{\"feld\\r"
                + "\\n"
                + "X-Evil:"
                + " ü\":1,\"model\":\"anthropic/c\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-keyrelay-dropped"))
        .hasValue("feld%0D%0AX-Evil: %C3%BC");
    assertThat(answer.headers().firstValue("x-evil")).isEmpty();
  }

  @Test
  void whereManyFieldsAreLeftOutTheHeaderStaysShort() throws Exception {
    gateway.upstream.on("/v1/messages").answer(Replay.json(200, MESSAGE));
    var fields = new StringBuilder();
    for (int i = 1000; i < 2000; i++) {
      fields.append("\"field").append(i).append("\":1,");
    }
    var answer =
        gateway.post(
            CHAT, HELLO.replace("openai/gpt", "anthropic/c").replaceFirst("\\{", "{" + fields));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-keyrelay-dropped").orElse(""))
        .startsWith("field1000, field1001, ")
        .endsWith(", and 814 more")
        .hasSizeLessThan(2100);
  }

  @Test
  void theParsersOwnSettingsAreNotTold() throws Exception {
    assertThat(message(gateway.post(CHAT, "{\"model\":NaN}")))
        .isEqualTo("request body: Non-standard token 'NaN' at line 1, column 13");
    assertThat(message(gateway.post(CHAT, "{/**/}")))
        .isEqualTo(
            "request body: Unexpected character ('/' (code 47)): maybe a (non-standard) comment?"
                + " at line 1, column 2");
    assertThat(message(gateway.post(CHAT, "{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}")))
        .contains("nesting depth (501)")
        .doesNotContain("StreamReadConstraints");
  }

  @Test
  void aBodyOfManyLittleThingsIsRefused() throws Exception {
    var answer = gateway.post(CHAT, "{\"messages\":[" + "{},".repeat(500_000) + "{}]}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(message(answer))
        .startsWith("request body: Token count (1000001) exceeds the maximum allowed (1000000)");
  }

  @Test
  void headersThatAreTooLargeAreToldFromBodies() throws Exception {
    var answer = gateway.get("/v1/models", "x-large", "x".repeat(40_000));
    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(message(answer)).contains("32768");
    assertThat(answer.headers().firstValue("x-request-id").orElse("none")).startsWith("req_");
    assertThat(gateway.get("/v1/models", "cookie", "x".repeat(20_000)).statusCode()).isEqualTo(200);
    assertThat(gateway.get("/v1/models/" + "x".repeat(20_000)).statusCode()).isEqualTo(431);
  }

  @Test
  void anotherMethodAndAnotherPathAreToldWithWhatIsExpected() throws Exception {
    var method = gateway.get(CHAT);
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("allow")).hasValue("POST");
    assertThat(message(method)).isEqualTo("GET " + CHAT + ": another method is expected (POST)");
    var path = gateway.post("/v1" + CHAT, HELLO);
    assertThat(path.statusCode()).isEqualTo(404);
    assertThat(message(path)).contains("no such route").contains("base URLs");
  }

  /** In the bytes of UTF-8, which HTTP libraries then take for Latin-1. */
  @Test
  void aClientKeyMayHaveAnyLetters() throws Exception {
    String request =
        "GET /v1/providers HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Connection: close\r\n"
            + "Authorization: Bearer clé-ÿ-日本-key\r\n\r\n";
    try (var socket = new Socket(gateway.uri().getHost(), gateway.uri().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200");
    }
  }

  /** Where servers take different ones for the end of a body, requests can be smuggled. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: -5",
        "Content-Length: 5\r\nTransfer-Encoding: xchunked",
      })
  void aBodyOfTwoLengthsIsRefusedAndTheConnectionClosed(String lengths) throws Exception {
    String request =
        "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\n\r\n"
            .formatted(CHAT, TestGateway.KEY, lengths);
    try (var socket = new Socket(gateway.uri().getHost(), gateway.uri().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 400")
          .contains("request line or headers", "x-request-id");
    }
    assertThat(gateway.upstream.requests()).isEmpty();
  }

  @Test
  void aBodyInDamagedChunksIsRefusedAndTheConnectionClosed() throws Exception {
    String request =
        "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n"
            .formatted(CHAT, TestGateway.KEY);
    try (var socket = new Socket(gateway.uri().getHost(), gateway.uri().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("request body: empty or cut off");
    }
  }

  @Test
  void oneRightKeyAmongSeveralLetsIn() throws Exception {
    var answer =
        gateway.get(
            "/v1/providers", "Authorization", "Bearer another", "x-api-key", TestGateway.KEY);
    assertThat(answer.statusCode()).isEqualTo(200);
    var refused = gateway.get("/v1/providers", "Authorization", "Bearer a", "x-api-key", "b");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
  }

  @Test
  void headTellsTheLengthAndLeavesTheConnectionOpen() throws Exception {
    for (String path : new String[] {"/", "/health", "/v1/models"}) {
      var get = gateway.get(path);
      var head = gateway.send("HEAD", path, "");
      assertThat(head.statusCode()).as(path).isEqualTo(get.statusCode());
      assertThat(head.body()).as(path).isEmpty();
      assertThat(head.headers().firstValue("content-type")).as(path).hasValue("application/json");
      assertThat(head.headers().firstValueAsLong("content-length"))
          .as(path)
          .hasValue(get.body().getBytes(StandardCharsets.UTF_8).length);
      assertThat(head.headers().firstValue("connection")).as(path).isEmpty();
    }
  }
}
