package dev.keyrelay.providers.mistral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MistralProviderTest {

  @Test
  void aClientThatAsksForNoReasoningGetsNone() {
    var body = sent(SampleCalls.chat("mistral-small-latest", "\"messages\":[]"));
    assertThat(body.has("reasoning_effort")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"low, high", "medium, high", "high, high", "none, ", "off, ", "disable, "})
  void effortIsHighOrAbsent(String asked, String sent) {
    var fields = "\"messages\":[],\"reasoning_effort\":\"" + asked + "\"";
    assertThat(
            sent(SampleCalls.chat("mistral-medium-latest", fields))
                .text("reasoning_effort")
                .orElse(null))
        .isEqualTo(sent);
  }

  @Test
  void otherModelsGetTheEffortThatTheClientSent() {
    var call = SampleCalls.chat("magistral-medium", "\"messages\":[],\"reasoning_effort\":\"low\"");
    assertThat(sent(call)).isSameAs(call.body());
  }

  @Test
  void fieldsGetMistralsNames() {
    var body =
        sent(
            SampleCalls.chat(
                "m",
                "\"max_completion_tokens\":5,\"seed\":7,\"stream_options\":{\"include_usage\":true}"));
    assertThat(body.names()).containsExactly("model", "max_tokens", "random_seed");
    assertThat(body.get("max_tokens").orElseThrow().asInt()).isEqualTo(5);
    assertThat(body.get("random_seed").orElseThrow().asInt()).isEqualTo(7);
  }

  @Test
  void dimensionsOfEmbeddingsAreKept() {
    var body =
        sent(SampleCalls.call(Operation.EMBED, Dialect.OPENAI_CHAT, "codestral-embed", false));
    assertThat(body.get("output_dimension").orElseThrow().asInt()).isEqualTo(256);
  }

  private static JsonBody sent(UpstreamCall call) {
    try (var provider =
        new MistralFactory().create(TestContext.of("mistral", Map.of(), new ScriptedHttp()))) {
      return provider.prepare(call, new Credential.ApiKey("k", Secret.of("key"))).body();
    }
  }
}
