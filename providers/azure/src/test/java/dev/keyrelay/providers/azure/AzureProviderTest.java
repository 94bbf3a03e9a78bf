package dev.keyrelay.providers.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureProviderTest {

  private static final String BASE = "https://mine.openai.azure.com";
  private static final Credential.ApiKey KEY = new Credential.ApiKey("k", Secret.of("key-1"));

  @ParameterizedTest
  @CsvSource({
    "GENERATE, OPENAI_CHAT, /openai/v1/chat/completions",
    "GENERATE, OPENAI_RESPONSES, /openai/v1/responses",
    "COMPLETE, OPENAI_CHAT, /openai/v1/completions",
    "EMBED, OPENAI_CHAT, /openai/v1/embeddings",
  })
  void withoutVersionTheV1SurfaceIsCalled(Operation operation, Dialect dialect, String path) {
    var request = sent(Map.of("API_BASE", BASE), call(operation, dialect));
    assertThat(request.uri()).hasToString(BASE + path);
  }

  @ParameterizedTest
  @CsvSource({
    "GENERATE, OPENAI_CHAT, /openai/deployments/my%20gpt/chat/completions",
    "GENERATE, OPENAI_RESPONSES, /openai/responses",
    "COMPLETE, OPENAI_CHAT, /openai/deployments/my%20gpt/completions",
    "EMBED, OPENAI_CHAT, /openai/deployments/my%20gpt/embeddings",
  })
  void withVersionTheDeploymentIsInTheAddress(Operation operation, Dialect dialect, String path) {
    var settings = Map.of("API_BASE", BASE, "API_VERSION", "2024-10-21");
    assertThat(sent(settings, call(operation, dialect)).uri())
        .hasToString(BASE + path + "?api-version=2024-10-21");
  }

  @ParameterizedTest
  @CsvSource({"v1, ''", "preview, ?api-version=preview", "latest, ?api-version=latest"})
  void theV1SurfaceHasStagesRatherThanVersions(String version, String query) {
    var settings = Map.of("API_BASE", BASE, "API_VERSION", version);
    assertThat(sent(settings, call(Operation.GENERATE, Dialect.OPENAI_RESPONSES)).uri())
        .hasToString(BASE + "/openai/v1/responses" + query);
  }

  @ParameterizedTest
  @CsvSource({
    BASE,
    BASE + "/",
    BASE + "/openai",
    BASE + "/openai/v1/",
    BASE + "/openai/v1/chat/completions",
    BASE + "/openai/deployments/my-gpt/chat/completions?api-version=2025-01-01-preview",
    BASE + "/openai/responses?api-version=2025-04-01-preview",
  })
  void theBaseIsTheResourceOrItsSurface(String base) {
    var request = sent(Map.of("API_BASE", base), call(Operation.EMBED, Dialect.OPENAI_CHAT));
    assertThat(request.uri()).hasToString(BASE + "/openai/v1/embeddings");
  }

  @Test
  void theKeyGoesIntoItsOwnHeader() {
    var request = sent(Map.of("API_BASE", BASE), call(Operation.GENERATE, Dialect.OPENAI_CHAT));
    assertThat(request.headers().first("api-key")).hasValue("key-1");
    assertThat(request.headers().first("Authorization")).isEmpty();
  }

  @Test
  void aTokenOfEntraIsABearer() {
    var context = TestContext.of("azure", Map.of("API_BASE", BASE), new ScriptedHttp());
    try (var provider = new AzureFactory().create(context)) {
      var token = new Credential.ApiKey("k", Secret.of("eyJ0eXAi.e30.x"));
      var headers =
          provider.prepare(call(Operation.GENERATE, Dialect.OPENAI_CHAT), token).headers();
      assertThat(headers.first("Authorization")).hasValue("Bearer eyJ0eXAi.e30.x");
      assertThat(headers.first("api-key")).isEmpty();
    }
  }

  @Test
  void withoutResourceNothingCanBeCalled() {
    assertThatThrownBy(() -> sent(Map.of(), call(Operation.EMBED, Dialect.OPENAI_CHAT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AZURE_API_BASE");
  }

  @Test
  void deploymentsAreCalledInTheDialectOfTheirModels() {
    var settings = Map.of("API_BASE", BASE, "DIALECT", "my-agent=responses,plain=chat");
    var context = TestContext.of("azure", settings, new ScriptedHttp());
    try (var provider = new AzureFactory().create(context)) {
      assertThat(provider.dialects(Operation.GENERATE, "gpt-5.1-codex"))
          .containsExactly(Dialect.OPENAI_RESPONSES);
      assertThat(provider.dialects(Operation.GENERATE, "my-agent"))
          .containsExactly(Dialect.OPENAI_RESPONSES);
      assertThat(provider.dialects(Operation.GENERATE, "plain"))
          .containsExactly(Dialect.OPENAI_CHAT);
      assertThat(provider.dialects(Operation.GENERATE, "my gpt"))
          .containsExactly(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES);
      assertThat(provider.dialects(Operation.EMBED, "my-agent"))
          .containsExactly(Dialect.OPENAI_CHAT);
    }
  }

  private static UpstreamCall call(Operation operation, Dialect dialect) {
    return SampleCalls.call(operation, dialect, "my gpt", false);
  }

  private static UpstreamRequest sent(Map<String, String> settings, UpstreamCall call) {
    var context = TestContext.of("azure", settings, new ScriptedHttp());
    try (var provider = new AzureFactory().create(context)) {
      return provider.prepare(call, KEY);
    }
  }
}
