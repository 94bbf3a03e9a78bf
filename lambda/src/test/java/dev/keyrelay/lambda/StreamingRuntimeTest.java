package dev.keyrelay.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.DemoProviderFactory;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingRuntimeTest {

  private static final String KEY = "a-key-of-the-clients";
  private static final String CHAT = "/v1/chat/completions";

  @TempDir private Path home;
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private LocalRuntimeApi lambda;

  @BeforeEach
  void start() throws IOException {
    lambda = new LocalRuntimeApi();
  }

  @AfterEach
  void stop() {
    lambda.close();
    upstream.close();
  }

  @Test
  void aStreamGoesToLambdaEventByEvent() throws Exception {
    upstream.on(CHAT).answer(ChatScript.tokens(6).perSecond(4));

    var result = serve(Map.of(), chat(true), Duration.ofSeconds(60));

    assertThat(result.kind()).isEqualTo("response");
    assertThat(result.mode()).contains("streaming");
    assertThat(result.type()).contains("application/vnd.awslambda.http-integration-response");
    assertThat(result.head().path("statusCode").asInt()).isEqualTo(200);
    assertThat(result.head().at("/headers/content-type").asText() + result.head().at("/headers"))
        .contains("text/event-stream");
    assertThat(result.body()).startsWith("data: {").endsWith("data: [DONE]\n\n");
    var first = result.pieces().getFirst().at();
    assertThat(Duration.between(first, result.pieces().getLast().at()))
        .isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void anAnswerThatIsNotStreamedHasItsHeadToo() throws Exception {
    upstream.next(ChatScript.saying("Good day."));

    var result = serve(Map.of(), chat(false), Duration.ofSeconds(60));

    assertThat(result.head().path("statusCode").asInt()).isEqualTo(200);
    assertThat(result.body()).contains("Good day.");
  }

  @Test
  void aRestApiThatStreamsIsAnsweredWithTheSameHead() throws Exception {
    var result = serve(Map.of(), Events.bytes(Events.of("rest-api")), Duration.ofSeconds(60));

    assertThat(result.mode()).contains("streaming");
    assertThat(result.head().path("statusCode").asInt()).isEqualTo(200);
    assertThat(result.head().at("/headers/x-keyrelay-target").asText()).isEqualTo("demo/echo");
    assertThat(result.body()).contains("Grüß Gott");
  }

  @Test
  void anErrorBeforeTheFirstEventHasItsStatus() throws Exception {
    upstream.on(CHAT).answer(Faults.stall());

    var result = serve(Map.of(), chat(true), Duration.ofSeconds(3));

    assertThat(result.head().path("statusCode").asInt()).isEqualTo(504);
    assertThat(result.body()).contains("no answer in time");
  }

  @Test
  void whereTheFunctionIsInvokedForWholeAnswersItIsToldToGiveThem() throws Exception {
    upstream.next(ChatScript.saying("Good day."));

    var result =
        serve(Map.of("KEYRELAY_LAMBDA_RESPONSE", "buffer"), chat(true), Duration.ofSeconds(60));

    assertThat(result.mode()).isEmpty();
    assertThat(result.json().path("statusCode").asInt()).isEqualTo(200);
    assertThat(result.json().path("body").asText()).endsWith("data: [DONE]\n\n");
  }

  @Test
  void anEventThatIsNoRequestIsAFailedInvocation() throws Exception {
    var result =
        serve(
            Map.of(),
            "{\"source\":\"aws.events\"}".getBytes(StandardCharsets.UTF_8),
            Duration.ofSeconds(60));

    assertThat(result.kind()).isEqualTo("error");
    assertThat(result.json().path("errorMessage").asText()).contains("function URL");
  }

  private LocalRuntimeApi.Result serve(
      Map<String, String> variables, byte[] event, Duration timeout) throws Exception {
    var environment = new HashMap<>(variables);
    environment.put("PROXY_API_KEY", KEY);
    environment.put("KEYRELAY_SALT", "pepper");
    environment.put("DEMO_API_KEY", "good");
    environment.put("DEMO_API_BASE", upstream.openAiUri().toString());
    environment.put("TRANSIENT_RETRY_DELAY", "0");
    var core =
        FunctionCore.of(
            FunctionCore.configuration(new Home(home), environment),
            Plugins.of(List.of(new DemoProviderFactory())));
    try (var function = new KeyRelayFunction(core)) {
      var api = RuntimeApi.at(lambda.address());
      var result = lambda.invoke(event, timeout);
      new StreamingRuntime(api, function).serve(api.next());
      return result.get(60, TimeUnit.SECONDS);
    }
  }

  private static byte[] chat(boolean stream) throws IOException {
    String body =
        """
        {"model":"demo/echo","stream":%s,"messages":[{"role":"user","content":"Hello"}]}\
        """
            .formatted(stream);
    return Events.bytes(
        Events.v2(
            "POST",
            CHAT,
            Map.of("authorization", "Bearer " + KEY, "content-type", "application/json"),
            body.getBytes(StandardCharsets.UTF_8)));
  }
}
