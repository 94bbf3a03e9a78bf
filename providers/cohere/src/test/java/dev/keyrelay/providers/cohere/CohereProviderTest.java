package dev.keyrelay.providers.cohere;

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

class CohereProviderTest {

  @ParameterizedTest
  @CsvSource({"minimal, high", "low, high", "medium, high", "high, high", "none, none"})
  void effortIsHighOrNone(String asked, String sent) {
    assertThat(sent(chat("'reasoning_effort':'" + asked + "'")).text("reasoning_effort"))
        .hasValue(sent);
  }

  @Test
  void whatTheSurfaceDoesNotSupportAndDoesNotChangeTheAnswerIsLeftOut() {
    var body =
        sent(
            chat(
                "'parallel_tool_calls':true,'service_tier':'auto','store':false,'metadata':{},"
                    + "'top_k':3,'seed':1,"
                    + "'messages':[{'role':'assistant','content':'a','reasoning_content':'why'}]"));
    assertThat(body.names()).containsExactly("model", "seed", "messages");
    assertThat(body.get("messages").orElseThrow())
        .hasToString("[{\"role\":\"assistant\",\"content\":\"a\"}]");
  }

  @Test
  void anyOtherBodyGoesAsItIs() {
    var call = chat("'messages':[{'role':'developer','content':'a'}],'max_completion_tokens':5");
    assertThat(sent(call)).isSameAs(call.body());
  }

  private static UpstreamCall chat(String fields) {
    return SampleCalls.chat("command-a-03-2025", fields.replace('\'', '"'));
  }

  private static JsonBody sent(UpstreamCall call) {
    try (var provider =
        new CohereFactory().create(TestContext.of("cohere", Map.of(), new ScriptedHttp()))) {
      return provider.prepare(call, new Credential.ApiKey("k", Secret.of("key"))).body();
    }
  }
}
