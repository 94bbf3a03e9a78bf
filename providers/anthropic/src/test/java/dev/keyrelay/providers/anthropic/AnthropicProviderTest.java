package dev.keyrelay.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicProviderTest {

  private static final Credential.ApiKey KEY = new Credential.ApiKey("k", Secret.of("sk-ant-1"));

  @Test
  void theKeyGoesIntoItsOwnHeader() {
    var request = sent(Map.of(), call(Operation.GENERATE, Headers.NONE));
    assertThat(request.uri()).hasToString("https://api.anthropic.com/v1/messages");
    assertThat(request.headers().first("x-api-key")).hasValue("sk-ant-1");
    assertThat(request.headers().first("Authorization")).isEmpty();
    assertThat(request.headers().first("anthropic-version")).hasValue("2023-06-01");
    assertThat(request.headers().first("anthropic-beta")).isEmpty();
  }

  @Test
  void versionAndBetasOfTheClientGoUpstream() {
    var client =
        Headers.of(
            Map.of(
                "anthropic-version", List.of("2024-01-01"), "anthropic-beta", List.of("a,b", "c")));
    var headers = sent(Map.of(), call(Operation.GENERATE, client)).headers();
    assertThat(headers.first("anthropic-version")).hasValue("2024-01-01");
    assertThat(headers.all("anthropic-beta")).containsExactly("a,b,c");
  }

  @Test
  void theBodyIsForwardedAsItIs() {
    var call = call(Operation.COUNT_TOKENS, Headers.NONE);
    var request = sent(Map.of(), call);
    assertThat(request.body()).isSameAs(call.body());
    assertThat(request.uri()).hasToString("https://api.anthropic.com/v1/messages/count_tokens");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:9/x",
        "http://127.0.0.1:9/x/v1",
        "http://127.0.0.1:9/x/v1/messages"
      })
  void aBaseMayNameTheVersionOrNot(String base) {
    assertThat(sent(Map.of("API_BASE", base), call(Operation.GENERATE, Headers.NONE)).uri())
        .hasToString("http://127.0.0.1:9/x/v1/messages");
  }

  @Test
  void pagesAreAskedForOneAfterTheOther() throws Exception {
    var http =
        new ScriptedHttp()
            .answer(
                200,
                "{\"data\":[{\"id\":\"a\",\"created_at\":\"1970-01-01T00:01:00Z\"}],\"has_more\":true,\"last_id\":\"a"
                    + " b\"}")
            .answer(200, "{\"data\":[],\"has_more\":true,\"last_id\":\"a b\"}");
    try (var provider =
        new AnthropicFactory().create(TestContext.of("anthropic", Map.of(), http))) {
      var models = provider.modelListing().orElseThrow().list(KEY);
      assertThat(models.getFirst().created()).isEqualTo(OptionalLong.of(60));
      assertThat(http.requests())
          .extracting(request -> request.uri().getRawQuery())
          .containsExactly("limit=1000", "limit=1000&after_id=a+b");
      assertThat(http.requests().getFirst().headers().first("anthropic-version")).isPresent();
    }
  }

  private static UpstreamCall call(Operation operation, Headers client) {
    var call = SampleCalls.call(operation, Dialect.ANTHROPIC_MESSAGES, "claude-a", false);
    return new UpstreamCall(
        operation, Dialect.ANTHROPIC_MESSAGES, "claude-a", false, call.body(), client);
  }

  private static UpstreamRequest sent(Map<String, String> settings, UpstreamCall call) {
    var context = TestContext.of("anthropic", settings, new ScriptedHttp());
    try (var provider = new AnthropicFactory().create(context)) {
      return provider.prepare(call, KEY);
    }
  }
}
