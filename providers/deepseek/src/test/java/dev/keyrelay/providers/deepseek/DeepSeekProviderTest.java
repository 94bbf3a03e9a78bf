package dev.keyrelay.providers.deepseek;

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

class DeepSeekProviderTest {

  private static final Credential.ApiKey KEY = new Credential.ApiKey("k", Secret.of("sk-1"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "deepseek-v4-pro | 'reasoning_effort':'low' |"
            + " 'reasoning_effort':'low','thinking':{'type':'enabled'}",
        "deepseek-v4-pro | 'reasoning_effort':'high' |"
            + " 'reasoning_effort':'high','thinking':{'type':'enabled'}",
        "deepseek-v4-pro | 'reasoning_effort':'xhigh' |"
            + " 'reasoning_effort':'xhigh','thinking':{'type':'enabled'}",
        "deepseek-v4-pro | 'reasoning_effort':'none' | 'thinking':{'type':'disabled'}",
        "deepseek-chat | 'reasoning_effort':'off' | 'thinking':{'type':'disabled'}",
        "deepseek-v4-pro | 'reasoning_effort':'max','thinking':{'type':'disabled'} |"
            + " 'thinking':{'type':'disabled'}",
        "deepseek-chat | 'reasoning_effort':'low' | 'reasoning_effort':'low'",
        "deepseek-v4-pro | 'temperature':0.50 | 'temperature':0.50",
        "deepseek-chat | 'max_completion_tokens':5 | 'max_tokens':5",
        "deepseek-chat | 'max_tokens':4,'max_completion_tokens':5 | 'max_tokens':4",
      })
  void asksForThinkingOnlyIfTheClientDoes(String model, String fields, String sent) {
    var body = sent(SampleCalls.chat(model, fields.replace('\'', '"')));
    assertThat(new String(body.bytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(("{'model':'" + model + "'," + sent + "}").replace('\'', '"'));
  }

  @Test
  void developerMessagesBecomeSystemMessages() {
    var body =
        sent(
            SampleCalls.chat(
                "deepseek-chat",
                "\"messages\":[{\"role\":\"developer\",\"content\":\"developer\"},{\"role\":\"user\",\"content\":\"x\"}]"));
    assertThat(body.get("messages").orElseThrow())
        .hasToString(
            "[{\"role\":\"system\",\"content\":\"developer\"},{\"role\":\"user\",\"content\":\"x\"}]");
  }

  @Test
  void reasoningThatTheClientSendsBackGoesUpstream() {
    var fields =
        "\"messages\":[{\"role\":\"assistant\",\"reasoning_content\":\"because\",\"content\":\"a\"}]";
    var call = SampleCalls.chat("deepseek-v4-pro", fields);
    assertThat(sent(call)).isEqualTo(call.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "deepseek-v4-pro | 'n':1 | ,'reasoning_content':' '",
        "deepseek-v4-pro | 'reasoning_effort':'none' | ``",
        "deepseek-chat | 'n':1 | ``",
      })
  void turnsWithToolCallsHaveReasoningWhereTheModelWantsItAndTheClientSentNone(
      String model, String fields, String added) {
    var messages = "'messages':[{'role':'assistant','tool_calls':[{'id':'c'}]%s},{'role':'tool'}]";
    var call = SampleCalls.chat(model, (messages.formatted("") + "," + fields).replace('\'', '"'));
    assertThat(sent(call).get("messages").orElseThrow().toString().replace('"', '\''))
        .isEqualTo(messages.formatted(added).substring("'messages':".length()));
  }

  @Test
  void aBaseThatNamesTheEndpointIsTaken() {
    var settings = Map.of("API_BASE", "http://127.0.0.1:9/chat/completions");
    try (var provider =
        new DeepSeekFactory().create(TestContext.of("deepseek", settings, new ScriptedHttp()))) {
      assertThat(provider.prepare(SampleCalls.chat("m", "\"n\":1"), KEY).uri())
          .hasToString("http://127.0.0.1:9/chat/completions");
    }
  }

  @Test
  void anEmptyBalanceIsExhausted() throws Exception {
    var http = new ScriptedHttp().answer(200, "{\"is_available\":false,\"balance_infos\":[]}");
    try (var provider = new DeepSeekFactory().create(TestContext.of("deepseek", Map.of(), http))) {
      var readings = provider.quotaReadings().orElseThrow().read(KEY);
      assertThat(readings.getFirst().exhausted()).isTrue();
      assertThat(readings.getFirst().subject()).isEqualTo("*");
    }
  }

  private static JsonBody sent(UpstreamCall call) {
    try (var provider =
        new DeepSeekFactory().create(TestContext.of("deepseek", Map.of(), new ScriptedHttp()))) {
      return provider.prepare(call, KEY).body();
    }
  }
}
