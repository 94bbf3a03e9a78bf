package dev.keyrelay.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.DemoProviderFactory;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.server.StartException;
import dev.keyrelay.spi.JsonBody;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRelayFunctionTest {

  private static final String KEY = "a-key-of-the-clients";
  private static final String CHAT = "/v1/chat/completions";

  @TempDir private Path home;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private KeyRelayFunction function;

  @BeforeEach
  void start() {
    function = function(Map.of());
  }

  private KeyRelayFunction function(Map<String, String> variables) {
    var environment = new HashMap<>(variables);
    environment.put("PROXY_API_KEY", KEY);
    environment.put("KEYRELAY_SALT", "pepper");
    environment.put("DEMO_API_KEY", "good");
    environment.put("DEMO_API_BASE", upstream.openAiUri().toString());
    return new KeyRelayFunction(
        FunctionCore.of(
            FunctionCore.configuration(new Home(home), environment),
            Plugins.of(List.of(new DemoProviderFactory()))));
  }

  @AfterEach
  void close() {
    function.close();
    upstream.close();
  }

  @Test
  void aChatCallIsAnswered() throws Exception {
    upstream.next(ChatScript.saying("Good day."));

    var answer = send("POST", CHAT, bearer(), chat(false));

    assertThat(status(answer)).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "x-keyrelay-target")).isEqualTo("demo/echo");
    assertThat(header(answer, "x-request-id")).startsWith("req_");
    assertThat(json(answer).at("/choices/0/message/content").asText()).isEqualTo("Good day.");
  }

  @Test
  void aStreamedCallIsAnsweredWithAllEventsAtOnce() throws Exception {
    upstream.next(ChatScript.saying("Good day to you."));

    var answer = send("POST", CHAT, bearer(), chat(true));

    assertThat(status(answer)).isEqualTo(200);
    assertThat(header(answer, "content-type")).startsWith("text/event-stream");
    assertThat(answer.path("isBase64Encoded").asBoolean()).isFalse();
    assertThat(said(answer.path("body").asText())).isEqualTo("Good day to you.");
    assertThat(answer.path("body").asText()).endsWith("data: [DONE]\n\n");
    assertThat(upstream.requests(CHAT)).hasSize(1);
  }

  @Test
  void aCompressedBodyThatIsTooLargeIsToldFromAnUnknownCompression() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(new byte[(32 << 20) + 1]);
    }
    var headers = Map.of("authorization", "Bearer " + KEY, "content-encoding", "gzip");

    var answer = handle(Events.v2("POST", CHAT, headers, bytes.toByteArray()));

    assertThat(status(answer)).isEqualTo(415);
    assertThat(json(answer).at("/error/message").asText())
        .isEqualTo("request body: damaged or too large (expected: gzip of at most 32 MiB)");
  }

  @Test
  void withoutAKeyNothingIsAskedUpstream() throws Exception {
    var answer = send("POST", CHAT, Map.of(), chat(false));

    assertThat(status(answer)).isEqualTo(401);
    assertThat(json(answer).at("/error/code").asText()).isEqualTo("invalid_api_key");
    assertThat(json(answer).at("/error/message").asText()).contains("Authorization: Bearer");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void aRequestThatIsSignedForAFunctionUrlWithIamTakesItsKeyFromAnotherHeader() throws Exception {
    String signature = "AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu/lambda/aws4_request";

    var answer =
        send("POST", CHAT, Map.of("authorization", signature, "x-api-key", KEY), chat(false));

    assertThat(status(answer)).isEqualTo(200);
    assertThat(status(send("POST", CHAT, Map.of("authorization", signature), chat(false))))
        .isEqualTo(401);
  }

  @Test
  void aRateLimitSaysWhenToComeBack() throws Exception {
    upstream.on(CHAT).answer(Faults.rateLimited(Duration.ofSeconds(90)));

    var answer = send("POST", CHAT, bearer(), chat(false));

    assertThat(status(answer)).isEqualTo(429);
    assertThat(Integer.parseInt(header(answer, "retry-after"))).isBetween(1, 90);
    assertThat(json(answer).at("/error/message").asText()).isNotEmpty();
  }

  @Test
  void otherRoutesAreThereAndUnknownOnesAreErrorsOfOpenAi() throws Exception {
    assertThat(json(send("GET", "/health", Map.of(), "")).path("status").asText())
        .isEqualTo("ready");
    assertThat(send("GET", "/v1/models", bearer(), "").path("body").asText()).contains("demo/echo");

    var unknown = send("GET", "/v1/nowhere", bearer(), "");

    assertThat(status(unknown)).isEqualTo(404);
    assertThat(json(unknown).at("/error/message").asText()).contains("/v1/nowhere");
  }

  @Test
  void eventsOfAnHttpApiWithAStageAreAnsweredInTheirFormat() throws Exception {
    var answer = handle(Events.of("http-api"));

    assertThat(status(answer)).isEqualTo(200);
    assertThat(answer.path("cookies").isArray()).isTrue();
    assertThat(header(answer, "x-request-id")).isEqualTo("req_JKJaXmPLvHcESHA=");
    assertThat(answer.path("body").asText()).contains("demo/echo");
  }

  @Test
  void eventsOfARestApiAreAnsweredInTheirFormat() throws Exception {
    var answer = handle(Events.of("rest-api"));

    assertThat(status(answer)).isEqualTo(200);
    assertThat(answer.at("/multiValueHeaders/x-keyrelay-target/0").asText()).isEqualTo("demo/echo");
    assertThat(answer.has("headers")).isFalse();
    assertThat(json(answer).at("/choices/0/message/content").asText()).contains("Grüß Gott");
  }

  @Test
  void errorsOfARestApiTakeTheShapeOfTheirSurface() throws Exception {
    var event = Events.of("rest-api").put("path", "/v1/messages");
    event.withObject("/pathParameters").put("proxy", "v1/messages");
    event.put("body", "no json");

    var answer = handle(event);

    assertThat(status(answer)).isEqualTo(400);
    assertThat(json(answer).path("type").asText()).isEqualTo("error");
    assertThat(json(answer).at("/error/type").asText()).isEqualTo("invalid_request_error");
  }

  @Test
  void withoutSettingsWebPagesAreLeftToTheApiInFront() throws Exception {
    var answer = send("OPTIONS", CHAT, Map.of("origin", "https://example.com"), "");

    assertThat(header(answer, "access-control-allow-origin")).isEmpty();
    assertThat(status(answer)).isBetween(400, 499);
  }

  @Test
  void webPagesThatAreNamedAreAnsweredInBothFormats() throws Exception {
    function.close();
    function = function(Map.of("CORS_ALLOW_ORIGINS", "https://example.com"));
    var asks = Map.of("origin", "https://example.com", "access-control-request-method", "POST");

    var v2 = send("OPTIONS", CHAT, asks, "");
    assertThat(status(v2)).isEqualTo(200);
    assertThat(header(v2, "access-control-allow-origin")).isEqualTo("https://example.com");

    var event = Events.of("rest-api").put("httpMethod", "OPTIONS").putNull("body");
    event.put("isBase64Encoded", false);
    var headers = event.putObject("multiValueHeaders");
    asks.forEach((name, value) -> headers.putArray(name).add(value));
    var v1 = handle(event);
    assertThat(status(v1)).isEqualTo(200);
    assertThat(v1.path("multiValueHeaders").toString().toLowerCase(Locale.ROOT))
        .contains("\"access-control-allow-origin\":[\"https://example.com\"]")
        .contains("\"access-control-allow-methods\":[\"post\"]");
  }

  @Test
  void anAnswerThatLambdaWouldRefuseIsAnErrorThatSaysWhatToDo() throws Exception {
    upstream.next(ChatScript.saying("x".repeat(WholeAnswer.MOST_BYTES)));

    var answer = send("POST", CHAT, bearer(), chat(false));

    assertThat(status(answer)).isEqualTo(502);
    assertThat(json(answer).at("/error/code").asText()).isEqualTo("answer_too_large");
    assertThat(json(answer).at("/error/message").asText()).contains("6 MB", "stream");
    assertThat(header(answer, "x-request-id")).startsWith("req_");
  }

  @Test
  void aStreamThatLambdaWouldRefuseIsAnErrorToo() throws Exception {
    upstream.next(ChatScript.saying("word ".repeat(WholeAnswer.MOST_BYTES / 20)));

    var answer = send("POST", CHAT, bearer(), chat(true));

    assertThat(status(answer)).isEqualTo(502);
    assertThat(header(answer, "content-type")).startsWith("application/json");
  }

  @Test
  void anAnswerThatIsNotThereInTimeIsATimeoutInTheClientsDialect() throws Exception {
    upstream.on(CHAT).answer(Faults.stall());
    var event = Events.v2("POST", CHAT, bearer(), chat(false).getBytes(StandardCharsets.UTF_8));

    var answer = JsonBody.MAPPER.readTree(function.answer(Events.bytes(event), soon()));

    assertThat(status(answer)).isEqualTo(504);
    assertThat(json(answer).at("/error/message").asText()).contains("no answer in time");
  }

  @Test
  void aStreamThatLastsLongerThanTheFunctionEndsProperly() throws Exception {
    upstream.on(CHAT).answer(ChatScript.tokens(6000).perSecond(20));
    var event = Events.v2("POST", CHAT, bearer(), chat(true).getBytes(StandardCharsets.UTF_8));

    var answer = JsonBody.MAPPER.readTree(function.answer(Events.bytes(event), soon()));

    assertThat(status(answer)).isEqualTo(200);
    assertThat(answer.path("body").asText())
        .contains("\"error\"", "\"timed out: the whole call")
        .endsWith("data: [DONE]\n\n");
  }

  @Test
  void theDeadlineLeavesTimeToSayThatItHasPassed() {
    var clock = function.core().engine().wiring().clock();
    var deadline = function.deadline(60_000);
    assertThat(Duration.between(clock.instant(), deadline)).isLessThan(Duration.ofSeconds(60));

    var now = clock.instant();
    assertThat(Duration.between(now, function.deadline(1_000)))
        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(30));
  }

  private java.time.Instant soon() {
    return function.core().engine().wiring().clock().instant().plusSeconds(5);
  }

  @Test
  void noServerIsStarted() {
    assertThat(function.context().getActiveBeanRegistrations(EmbeddedServer.class)).isEmpty();
  }

  @Test
  void aFunctionWithoutAKeyForClientsDoesNotStart() {
    var configuration = FunctionCore.configuration(new Home(home), Map.of("DEMO_API_KEY", "good"));

    assertThatThrownBy(() -> FunctionCore.of(configuration, Plugins.of(List.of())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("PROXY_API_KEY");
    assertThat(home.resolve("state/proxy_api_key")).doesNotExist();
  }

  @Test
  void credentialsComeFromTheEnvironmentAlone() throws IOException {
    Files.writeString(home.resolve(".env"), "DEMO_API_KEY_1=of-a-file\n");

    var configuration = FunctionCore.configuration(new Home(home), Map.of("PROXY_API_KEY", KEY));

    assertThat(configuration.environment().names()).containsExactly("PROXY_API_KEY");
  }

  private JsonNode send(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    var all = new HashMap<>(headers);
    all.put("content-type", "application/json");
    var event = Events.v2(method, path, all, body.getBytes(StandardCharsets.UTF_8));
    return handle(event);
  }

  private JsonNode handle(JsonNode event) throws IOException {
    var result = new ByteArrayOutputStream();
    Context call = mock();
    when(call.getRemainingTimeInMillis()).thenReturn(60_000);
    function.handleRequest(new ByteArrayInputStream(Events.bytes(event)), result, call);
    return JsonBody.MAPPER.readTree(result.toByteArray());
  }

  private static Map<String, String> bearer() {
    return Map.of("authorization", "Bearer " + KEY);
  }

  private static String chat(boolean stream) {
    return """
    {"model":"demo/echo","stream":%s,"messages":[{"role":"user","content":"Hello"}]}\
    """
        .formatted(stream);
  }

  private static String header(JsonNode answer, String name) {
    for (var header : answer.path("headers").properties()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue().asText();
      }
    }
    return "";
  }

  private static JsonNode json(JsonNode answer) throws IOException {
    return JsonBody.MAPPER.readTree(answer.path("body").asText());
  }

  private static int status(JsonNode answer) {
    return answer.path("statusCode").asInt();
  }

  private static String said(String events) throws IOException {
    var text = new StringBuilder();
    for (String line : events.lines().filter(l -> l.startsWith("data: {")).toList()) {
      text.append(
          JsonBody.MAPPER
              .readTree(line.substring("data: ".length()))
              .at("/choices/0/delta/content")
              .asText());
    }
    return text.toString();
  }
}
