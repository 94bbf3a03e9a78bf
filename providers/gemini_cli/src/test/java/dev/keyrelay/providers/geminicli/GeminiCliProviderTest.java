package dev.keyrelay.providers.geminicli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential.ApiKey;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GeminiCliProviderTest {

  private static final String BODY =
      "{ \"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}],\"unknown\" : 1.0 }";

  private final Provider provider = provider(Map.of());

  @Test
  void requestGoesOnByteForByteInItsEnvelope() {
    var request = provider.prepare(call(Operation.GENERATE, "gemini-2.5-pro", true), account());

    assertThat(request.uri().toString())
        .isEqualTo("https://cloudcode-pa.googleapis.com/v1internal:streamGenerateContent?alt=sse");
    assertThat(text(request.body()))
        .isEqualTo(
            "{\"model\":\"gemini-2.5-pro\",\"project\":\"my-project\",\"request\":" + BODY + "}");
    assertThat(request.headers().first("Authorization")).contains("Bearer at");
    assertThat(request.headers().first("User-Agent")).isEmpty();
  }

  @Test
  void answerThatIsNotStreamedHasItsOwnMethod() {
    var request = provider.prepare(call(Operation.GENERATE, "gemini-2.5-pro", false), account());

    assertThat(request.uri().getPath()).isEqualTo("/v1internal:generateContent");
  }

  @Test
  void thinkingSuffixAndPathOfAModelAreNotSent() {
    var call = call(Operation.GENERATE, "models/gemini-3-pro-preview:thinking", true);

    assertThat(provider.prepare(call, account()).body().text("model"))
        .contains("gemini-3-pro-preview");
  }

  @Test
  void configuredProjectBeatsTheAccounts() {
    var request =
        provider(Map.of("PROJECT_ID", "configured"))
            .prepare(call(Operation.GENERATE, "m", false), account());

    assertThat(request.body().text("project")).contains("configured");
  }

  @Test
  void countingSendsContentsAlone() {
    var request =
        provider.prepare(call(Operation.COUNT_TOKENS, "gemini-2.5-pro", false), account());

    assertThat(request.uri().getPath()).isEqualTo("/v1internal:countTokens");
    assertThat(text(request.body()))
        .isEqualTo(
            "{\"request\":{\"model\":\"models/gemini-2.5-pro\",\"contents\":"
                + "[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}}");
  }

  @Test
  void countingUnderstandsAWholeRequest() {
    var call =
        new UpstreamCall(
            Operation.COUNT_TOKENS,
            Dialect.GEMINI,
            "m",
            false,
            SampleCalls.body("{\"generateContentRequest\":" + BODY + "}"),
            Headers.NONE);

    assertThat(
            provider.prepare(call, account()).body().tree().at("/request/contents/0/role").asText())
        .isEqualTo("user");
  }

  @Test
  void answersAreTakenOutOfResponse() throws Exception {
    assertThat(provider.unwrap(json("{\"response\":{\"candidates\":[]},\"traceId\":\"t\"}")))
        .isEqualTo(json("{\"candidates\":[]}"));
    assertThat(provider.streamUnwrap().apply(json("{\"response\":{\"responseId\":\"r\"}}")))
        .isEqualTo(json("{\"responseId\":\"r\"}"));
  }

  @Test
  void countsAndErrorsHaveNoEnvelope() throws Exception {
    assertThat(provider.unwrap(json("{\"totalTokens\":3}"))).isEqualTo(json("{\"totalTokens\":3}"));
    assertThat(provider.unwrap(json("{\"error\":{\"code\":500}}")).has("error")).isTrue();
  }

  @Test
  void keyIsRefusedWithTheWayOut() {
    assertThatThrownBy(
            () ->
                provider.prepare(
                    call(Operation.GENERATE, "m", false), new ApiKey("k", Secret.of("AIza"))))
        .isInstanceOf(UnsupportedCallException.class)
        .hasMessageContaining("GEMINI_API_KEY");
  }

  @Test
  void modelsShareQuotaGroups() {
    var profile = provider.profile();

    assertThat(profile.quotaGroup("gemini-3.1-pro-preview")).contains("pro");
    assertThat(profile.quotaGroup("gemini-2.5-flash-lite")).contains("25-flash");
    assertThat(profile.quotaGroup("gemini-3-flash-preview")).contains("3-flash");
    assertThat(profile.schemaSubset()).isTrue();
  }

  @Test
  void rankFollowsTheTier() {
    assertThat(provider.rank(account())).isEmpty();
    assertThat(provider.rank(account().withAttribute("tier", "ULTRA"))).hasValue(1);
    assertThat(provider.rank(account().withAttribute("tier", "free-tier"))).hasValue(3);
    assertThat(provider.rank(account().withAttribute("tier", "odd"))).hasValue(10);
  }

  private static Provider provider(Map<String, String> settings) {
    return new GeminiCliFactory()
        .create(TestContext.of("gemini_cli", settings, new ScriptedHttp()));
  }

  private static UpstreamCall call(Operation operation, String model, boolean stream) {
    return new UpstreamCall(
        operation, Dialect.GEMINI, model, stream, SampleCalls.body(BODY), Headers.NONE);
  }

  private static OAuthAccount account() {
    return new OAuthAccount(
        "a",
        Secret.of("at"),
        Optional.empty(),
        Optional.empty(),
        Map.of("project_id", "my-project"),
        Map.of());
  }

  private static String text(JsonBody body) {
    return new String(body.bytes(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) throws Exception {
    return JsonBody.MAPPER.readTree(text);
  }
}
