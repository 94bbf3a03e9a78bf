package dev.keyrelay.providers.groq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroqProviderTest {

  private static final Credential KEY = new Credential.ApiKey("k", Secret.of("gsk_1"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "openai/gpt-oss-120b | 'reasoning':'why',",
        "llama-3.3-70b-versatile | ``",
      })
  void thoughtsOfEarlierAnswersGoUpstreamAsGroqTakesThem(String model, String sent) {
    var history = "'messages':[{'role':'assistant',%s'content':'a'}]";
    var call = chat(model, history.formatted("'reasoning_content':'why',"));
    var message = sent(call).get("messages").orElseThrow().path(0);
    assertThat(message.has("reasoning_content")).isFalse();
    assertThat(message.path("reasoning").asText()).isEqualTo(sent.isEmpty() ? "" : "why");
    assertThat(message.path("content").asText()).isEqualTo("a");
  }

  @Test
  void whatGroqDoesNotKnowIsLeftOut() {
    var call =
        chat(
            "llama-3.3-70b-versatile",
            "'top_k':64,'top_p':0.9,'prompt_cache_key':'k','messages':[]");
    assertThat(sent(call).names()).containsExactly("model", "top_p", "messages");
  }

  @Test
  void anyOtherBodyGoesAsItIs() {
    var call = chat("m", "'messages':[{'role':'user','content':'reasoning'}],'n':1.0");
    assertThat(sent(call)).isSameAs(call.body());
  }

  private static UpstreamCall chat(String model, String fields) {
    return SampleCalls.chat(model, fields.replace('\'', '"'));
  }

  private static JsonBody sent(UpstreamCall call) {
    try (var provider =
        new GroqFactory().create(TestContext.of("groq", Map.of(), new ScriptedHttp()))) {
      return provider.prepare(call, KEY).body();
    }
  }
}
