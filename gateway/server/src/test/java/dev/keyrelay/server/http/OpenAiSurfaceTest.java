package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.providers.demo.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenAI clients are told about requests that cannot be served, and about the gateway. */
class OpenAiSurfaceTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder, Map.of("MISTRAL_API_BASE", "http://127.0.0.1:1"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static String chat(String model) {
    return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  }

  /** Lists of models may be asked for, to tell what may have been meant. */
  private void nothingWentUpstream() {
    assertThat(gateway.upstream.requests())
        .filteredOn(request -> !request.path().endsWith("/models"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":"openai/x",        | 400 | invalid_json   | line 1, column
          [1]                         | 400 | invalid_json   | not a JSON object
          {"model":"a","model":"b"}   | 400 | invalid_json   | "model" occurs twice
          {"model":"openai/x"} x      | 400 | invalid_json   | line 1, column
          {"messages":[]}             | 400 | missing_model  | provider/model
          {"model":7}                 | 400 | missing_model  | not a text but 7 (expected: provider/model)
          {"model":null}              | 400 | missing_model  | missing (expected: provider/model)
          {"model":"openai/a\\u0000"}  | 400 | invalid_model  | "openai/a\\u0000" has a control character
          {"model":"openai/a\\nb"}     | 400 | invalid_model  | "openai/a\\nb" has a control character
          ''                          | 400 |                | request body: empty or cut off (expected: a JSON object)
          """)
  void aBodyThatCannotBeReadIsRefusedWithItsPlace(
      String body, int status, String code, String message) throws Exception {
    var refused = gateway.post(CHAT, body);
    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(json(refused).path("error").path("code").textValue()).isEqualTo(code);
    assertThat(json(refused).path("error").path("message").asText()).contains(message);
    nothingWentUpstream();
  }

  @Test
  void anUnknownProviderAModelWithoutOneAndAMissingCredentialAreToldApart() throws Exception {
    var unknown = gateway.post(CHAT, chat("opnai/x"));
    var unnamed = gateway.post(CHAT, chat("x"));
    var keyless = new TestGateway(folder.resolve("keyless"), Map.of("OPENAI_API_KEY_1", ""));
    try (keyless) {
      var none = keyless.post(CHAT, chat("openai/x"));
      assertThat(json(none).path("error").path("code").asText())
          .isEqualTo("no_credential_configured");
      assertThat(json(none).path("error").path("message").asText())
          .contains("keyrelay credentials add openai", "OPENAI_;");
    }
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).path("error").path("code").asText()).isEqualTo("provider_not_found");
    assertThat(unnamed.statusCode()).isEqualTo(400);
    assertThat(json(unnamed).path("error").path("code").asText()).isEqualTo("invalid_model");
    nothingWentUpstream();
  }

  @Test
  void aModelThatUpstreamDoesNotKnowIsNotFound() throws Exception {
    gateway.upstream.onModel("gpt-none").answer(Faults.status(404, "no such model: gpt-none"));
    var refused = gateway.post(CHAT, chat("openai/gpt-none"));
    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(json(refused).path("error").path("message").asText()).contains("gpt-none");
  }

  @Test
  void aBodyThatAnnouncesTooMuchIsRefusedBeforeItIsSent() throws Exception {
    String head = head("Content-Length: " + 64L * MEGABYTE);
    try (var socket = connected()) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      assertThat(read(socket.getInputStream())).startsWith("HTTP/1.1 413").contains("\"error\"");
    }
    nothingWentUpstream();
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsRefusedBeforeItsEnd() throws Exception {
    try (var socket = connected()) {
      var out = socket.getOutputStream();
      out.write(head("Transfer-Encoding: chunked").getBytes(StandardCharsets.US_ASCII));
      byte[] chunk =
          ("100000\r\n" + " ".repeat(MEGABYTE) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      try {
        for (int sent = 0; sent < 40; sent++) {
          out.write(chunk);
        }
      } catch (SocketException e) {
        // Refused before it was sent whole; the answer is there to be read.
      }
      assertThat(read(socket.getInputStream())).startsWith("HTTP/1.1 413").contains("\"error\"");
    }
    nothingWentUpstream();
  }

  private Socket connected() throws IOException {
    URI uri = gateway.uri();
    var socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
    return socket;
  }

  private String head(String length) {
    return "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n%s\r\n\r\n"
        .formatted(CHAT, TestGateway.KEY, length);
  }

  /** What comes until the connection ends or the answer's body is complete. */
  private static String read(InputStream in) throws IOException {
    var text = new StringBuilder();
    byte[] buffer = new byte[8192];
    while (!text.toString().contains("}")) {
      int n = in.read(buffer);
      if (n < 0) {
        break;
      }
      text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  @Test
  void everyAnswerHasARequestIdEvenRefusals() throws Exception {
    var answers =
        List.of(
            gateway.get("/v1/models"),
            gateway.get("/"),
            gateway.get("/nowhere"),
            gateway.post(CHAT, "{"),
            gateway.get("/v1/models", "Authorization", "Bearer wrong"));
    assertThat(answers)
        .extracting(answer -> answer.headers().firstValue("x-request-id").orElse("none"))
        .allMatch(id -> id.startsWith("req_"))
        .doesNotHaveDuplicates();
  }

  @Test
  void providersAreListedWhetherOrNotTheyHaveACredential() throws Exception {
    var providers = gateway.get("/v1/providers").body();
    assertThat(providers).contains("\"openai\"", "\"anthropic\"", "\"gemini\"");
  }

  @Test
  void healthTellsThatItLivesAndWhetherItCanServe() throws Exception {
    var health = gateway.get("/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).contains("status");
    try (var bare =
        new TestGateway(
            folder.resolve("bare"),
            Map.of("OPENAI_API_KEY_1", "", "ANTHROPIC_API_KEY_1", "", "GEMINI_API_KEY_1", ""))) {
      var reasons = bare.get("/health");
      assertThat(reasons.body()).contains("credential");
    }
  }
}
