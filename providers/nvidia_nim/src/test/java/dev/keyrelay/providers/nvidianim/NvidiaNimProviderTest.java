package dev.keyrelay.providers.nvidianim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NvidiaNimProviderTest {

  @Test
  void namesThatMostModelsDoNotKnowBecomeOlderOnes() {
    var call =
        SampleCalls.chat(
            "meta/llama-4",
            "\"max_completion_tokens\":5,\"prompt_cache_key\":\"k\",\"store\":false,"
                + "\"messages\":[{\"role\":\"developer\",\"content\":\"a\"}]");
    try (var provider =
        new NvidiaNimFactory().create(TestContext.of("nvidia_nim", Map.of(), new ScriptedHttp()))) {
      var body = provider.prepare(call, new Credential.ApiKey("k", Secret.of("nvapi-1"))).body();
      assertThat(body.names()).containsExactly("model", "messages", "max_tokens");
      assertThat(body.get("messages").orElseThrow().path(0).path("role").asText())
          .isEqualTo("system");
    }
  }
}
