package dev.keyrelay.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.DemoProviderFactory;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.server.StartException;
import dev.keyrelay.spi.JsonBody;
import io.micronaut.function.aws.proxy.MockLambdaContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    var environment =
        Map.of(
            "PROXY_API_KEY",
            KEY,
            "KEYRELAY_SALT",
            "pepper",
            "DEMO_API_KEY",
            "good",
            "DEMO_API_BASE",
            upstream.openAiUri().toString());
    function =
        new KeyRelayFunction(
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

    assertThat(answer.getStatusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "x-keyrelay-target")).isEqualTo("demo/echo");
    assertThat(header(answer, "x-request-id")).startsWith("req_");
    assertThat(json(answer).at("/choices/0/message/content").asText()).isEqualTo("Good day.");
  }

  @Test
  void aStreamedCallIsAnsweredWithAllEventsAtOnce() throws Exception {
    upstream.next(ChatScript.saying("Good day to you."));

    var answer = send("POST", CHAT, bearer(), chat(true));

    assertThat(answer.getStatusCode()).isEqualTo(200);
    assertThat(header(answer, "content-type")).startsWith("text/event-stream");
    assertThat(answer.getIsBase64Encoded()).isFalse();
    assertThat(said(answer.getBody())).isEqualTo("Good day to you.");
    assertThat(answer.getBody()).endsWith("data: [DONE]\n\n");
    assertThat(upstream.requests(CHAT)).hasSize(1);
  }

  @Test
  void withoutAKeyNothingIsAskedUpstream() throws Exception {
    var answer = send("POST", CHAT, Map.of(), chat(false));

    assertThat(answer.getStatusCode()).isEqualTo(401);
    assertThat(json(answer).at("/error/code").asText()).isEqualTo("invalid_api_key");
    assertThat(json(answer).at("/error/message").asText()).contains("Authorization: Bearer");
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void aRateLimitSaysWhenToComeBack() throws Exception {
    upstream.on(CHAT).answer(Faults.rateLimited(Duration.ofSeconds(90)));

    var answer = send("POST", CHAT, bearer(), chat(false));

    assertThat(answer.getStatusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(header(answer, "retry-after"))).isBetween(1, 90);
    assertThat(json(answer).at("/error/message").asText()).isNotEmpty();
  }

  @Test
  void otherRoutesAreThereAndUnknownOnesAreErrorsOfOpenAi() throws Exception {
    assertThat(json(send("GET", "/health", Map.of(), "")).path("status").asText())
        .isEqualTo("ready");
    assertThat(send("GET", "/v1/models", bearer(), "").getBody()).contains("demo/echo");

    var unknown = send("GET", "/v1/nowhere", bearer(), "");

    assertThat(unknown.getStatusCode()).isEqualTo(404);
    assertThat(json(unknown).at("/error/message").asText()).contains("/v1/nowhere");
  }

  @Test
  void noServerIsStarted() {
    assertThat(function.getApplicationContext().getActiveBeanRegistrations(EmbeddedServer.class))
        .isEmpty();
  }

  @Test
  void aFunctionWithoutAKeyForClientsDoesNotStart() {
    var configuration = FunctionCore.configuration(new Home(home), Map.of("DEMO_API_KEY", "good"));

    assertThatThrownBy(() -> FunctionCore.of(configuration, Plugins.of(List.of())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("PROXY_API_KEY");
  }

  @Test
  void credentialsComeFromTheEnvironmentAlone() throws IOException {
    Files.writeString(home.resolve(".env"), "DEMO_API_KEY_1=of-a-file\n");

    var configuration = FunctionCore.configuration(new Home(home), Map.of("PROXY_API_KEY", KEY));

    assertThat(configuration.environment().names()).containsExactly("PROXY_API_KEY");
  }

  private APIGatewayV2HTTPResponse send(
      String method, String path, Map<String, String> headers, String body) {
    var all = new HashMap<>(headers);
    all.put("content-type", "application/json");
    var http =
        APIGatewayV2HTTPEvent.RequestContext.Http.builder()
            .withMethod(method)
            .withPath(path)
            .withProtocol("HTTP/1.1")
            .withSourceIp("192.0.2.1")
            .build();
    var event =
        APIGatewayV2HTTPEvent.builder()
            .withVersion("2.0")
            .withRawPath(path)
            .withRawQueryString("")
            .withHeaders(all)
            .withBody(body)
            .withIsBase64Encoded(false)
            .withRequestContext(
                APIGatewayV2HTTPEvent.RequestContext.builder()
                    .withHttp(http)
                    .withStage("$default")
                    .build())
            .build();
    return function.handleRequest(event, new MockLambdaContext());
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

  private static String header(APIGatewayV2HTTPResponse answer, String name) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(answer.getHeaders());
    return headers.getOrDefault(name, "");
  }

  private static JsonNode json(APIGatewayV2HTTPResponse answer) throws IOException {
    return JsonBody.MAPPER.readTree(answer.getBody());
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
