package dev.keyrelay.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.ModelInfo;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CohereModelsTest {

  @Test
  void modelsComeFromTheNativeSurface() throws Exception {
    var http = new ScriptedHttp().answer(200, "{\"models\":[{\"name\":\"command-a\"}]}");
    list(Map.of(), http);
    assertThat(http.requests().getFirst().uri())
        .hasToString("https://api.cohere.ai/v1/models?page_size=1000");
  }

  @Test
  void modelsOfAnotherBaseComeFromThere() throws Exception {
    var http = new ScriptedHttp().answer(200, "{\"data\":[{\"id\":\"m\"}]}");
    assertThat(list(Map.of("API_BASE", "http://127.0.0.1:9/v1"), http))
        .containsExactly(ModelInfo.of("m"));
    assertThat(http.requests().getFirst().uri().toString())
        .startsWith("http://127.0.0.1:9/v1/models?");
  }

  private static java.util.List<ModelInfo> list(Map<String, String> settings, ScriptedHttp http)
      throws Exception {
    try (var provider = new CohereFactory().create(TestContext.of("cohere", settings, http))) {
      var key = new Credential.ApiKey("k", Secret.of("key"));
      return provider.modelListing().orElseThrow().list(key);
    }
  }
}
