package dev.keyrelay.providers.qwencode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential.ApiKey;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.Operation;
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

class QwenCodeProviderTest {

  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  @ParameterizedTest
  @CsvSource({
    "portal.qwen.ai, https://portal.qwen.ai/v1/chat/completions",
    "portal.qwen.ai/v1/, https://portal.qwen.ai/v1/chat/completions",
    "https://other.example/v1, https://other.example/v1/chat/completions",
    "http://127.0.0.1:9, http://127.0.0.1:9/v1/chat/completions"
  })
  void accountNamesWhereItsRequestsGo(String resource, String expected) {
    var request =
        provider(Map.of())
            .prepare(call(false, MESSAGES), account(Map.of("resource_url", resource)));

    assertThat(request.uri().toString()).isEqualTo(expected);
    assertThat(request.headers().first("Authorization")).contains("Bearer at");
  }

  @Test
  void accountWithoutAddressAndKeysGoToThePortal() {
    String portal = "https://portal.qwen.ai/v1/chat/completions";

    assertThat(uri(Map.of(), account(Map.of()))).isEqualTo(portal);
    assertThat(uri(Map.of(), key())).isEqualTo(portal);
  }

  @Test
  void configuredBaseBeatsTheAccounts() {
    assertThat(
            uri(
                Map.of("API_BASE", "https://dashscope.example/compatible-mode/v1"),
                account(Map.of("resource_url", "portal.qwen.ai"))))
        .isEqualTo("https://dashscope.example/compatible-mode/v1/chat/completions");
  }

  @Test
  void streamAsksForUsageAndHasATool() {
    var body = provider(Map.of()).prepare(call(true, MESSAGES), key()).body();

    assertThat(body.get("stream_options").orElseThrow().toString())
        .isEqualTo("{\"include_usage\":true}");
    assertThat(body.tree().at("/tools/0/function/name").asText()).isEqualTo("do_not_call_me");
  }

  @Test
  void toolGuardCanBeSwitchedOff() {
    var provider = provider(Map.of("TOOL_GUARD", "false"));

    assertThat(provider.prepare(call(true, MESSAGES), key()).body().has("tools")).isFalse();
  }

  @Test
  void clientsOwnToolsAndOptionsStayButForRefusedKeywords() {
    String tools =
        """
        ,"stream_options":{"x":1},"tools":[{"type":"function","function":{"name":"f","strict":true,
        "parameters":{"type":"object","additionalProperties":false,"properties":{}}}}]\
        """;

    var body = provider(Map.of()).prepare(call(true, MESSAGES + tools), key()).body().tree();

    assertThat(body.path("stream_options").toString()).isEqualTo("{\"x\":1}");
    assertThat(body.path("tools").toString())
        .isEqualTo(
            "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                + "{\"type\":\"object\",\"properties\":{}}}}]");
  }

  @Test
  void loginsListTheKnownModelsWithoutACall() throws Exception {
    var http = new ScriptedHttp();
    var provider = new QwenCodeFactory().create(TestContext.of("qwen_code", Map.of(), http));

    assertThat(provider.modelListing().orElseThrow().list(account(Map.of())))
        .extracting(ModelInfo::id)
        .contains("qwen3-coder-plus");
    assertThat(http.requests()).isEmpty();
  }

  @Test
  void thinkTagsOfAnswersBecomeReasoning() throws Exception {
    var answer =
        JsonBody.MAPPER.readTree(
            "{\"choices\":[{\"message\":{\"content\":\"<think>a</think>b\"}}]}");

    assertThat(
            provider(Map.of()).unwrap(answer).at("/choices/0/message/reasoning_content").asText())
        .isEqualTo("a");
  }

  private static String uri(Map<String, String> settings, dev.keyrelay.spi.Credential credential) {
    return provider(settings).prepare(call(false, MESSAGES), credential).uri().toString();
  }

  private static dev.keyrelay.spi.Provider provider(Map<String, String> settings) {
    return new QwenCodeFactory().create(TestContext.of("qwen_code", settings, new ScriptedHttp()));
  }

  private static UpstreamCall call(boolean stream, String fields) {
    return new UpstreamCall(
        Operation.GENERATE,
        Dialect.OPENAI_CHAT,
        "qwen3-coder-plus",
        stream,
        SampleCalls.body("{\"model\":\"qwen3-coder-plus\"," + fields + "}"),
        Headers.NONE);
  }

  private static ApiKey key() {
    return new ApiKey("k", Secret.of("sk-1"));
  }

  private static OAuthAccount account(Map<String, String> attributes) {
    return new OAuthAccount(
        "a", Secret.of("at"), Optional.empty(), Optional.empty(), attributes, Map.of());
  }
}
