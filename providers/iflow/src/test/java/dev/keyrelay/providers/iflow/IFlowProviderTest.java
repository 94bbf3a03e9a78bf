package dev.keyrelay.providers.iflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential.ApiKey;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IFlowProviderTest {

  private final Provider provider =
      new IFlowFactory().create(TestContext.of("iflow", Map.of(), new ScriptedHttp()));

  @Test
  void accountShowsItsKeyAndNotItsToken() {
    var account =
        new OAuthAccount(
            "a",
            Secret.of("login-token"),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of("api_key", Secret.of("sk-from-login")));

    var request = provider.prepare(call("glm-4.6", ""), account);

    assertThat(request.uri().toString()).isEqualTo("https://apis.iflow.cn/v1/chat/completions");
    assertThat(request.headers().first("Authorization")).contains("Bearer sk-from-login");
  }

  @Test
  void streamOptionsAndEmptyToolsAreLeftOut() {
    var body = body("kimi-k2", ",\"stream_options\":{\"include_usage\":true},\"tools\":[]");

    assertThat(body.names()).containsExactly("model", "messages");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "glm-4.6|high|{\"enable_thinking\":true,\"clear_thinking\":false}",
        "glm-4.7|none|{\"enable_thinking\":false}",
        "deepseek-v3.2|low|{\"enable_thinking\":true}",
        "qwen3-max-preview|off|{\"enable_thinking\":false}"
      })
  void effortBecomesTheTemplatesSwitch(String model, String effort, String expected) {
    var body = body(model, ",\"reasoning_effort\":\"" + effort + "\"");

    assertThat(body.get("chat_template_kwargs").orElseThrow().toString()).isEqualTo(expected);
    assertThat(body.has("reasoning_effort")).isFalse();
  }

  @Test
  void thinkingWithABudgetBecomesTheSplitOfMiniMax() {
    var body = body("minimax-m2.1", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":9}");

    assertThat(body.isTrue("reasoning_split")).isTrue();
    assertThat(body.has("thinking")).isFalse();
  }

  @Test
  void thinkingWithoutBudgetIsOff() {
    var body = body("glm-4.6", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":0}");

    assertThat(body.tree().at("/chat_template_kwargs/enable_thinking").asBoolean(true)).isFalse();
  }

  @Test
  void modelsWithoutASwitchAreLeftAlone() {
    assertThat(body("kimi-k2-thinking", ",\"reasoning_effort\":\"high\"").names())
        .containsExactly("model", "messages", "reasoning_effort");
  }

  @Test
  void nothingIsSaidWhenNothingIsAsked() {
    var call = call("glm-4.6", "");

    assertThat(provider.prepare(call, key()).body()).isEqualTo(call.body());
  }

  private JsonBody body(String model, String more) {
    return provider.prepare(call(model, more), key()).body();
  }

  private static ApiKey key() {
    return new ApiKey("k", Secret.of("sk-1"));
  }

  private static UpstreamCall call(String model, String more) {
    String json =
        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]" + more;
    return new UpstreamCall(
        Operation.GENERATE,
        Dialect.OPENAI_CHAT,
        model,
        false,
        SampleCalls.body(json + "}"),
        Headers.NONE);
  }
}
