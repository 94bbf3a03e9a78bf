package dev.keyrelay.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.Ability;
import dev.keyrelay.spi.kit.ProviderContract;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.Specimen;
import dev.keyrelay.spi.kit.TestContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpenAiContractTest extends ProviderContract {

  OpenAiContractTest() {
    super(Specimen.ofKeys(new OpenAiFactory()).lacking(Ability.QUOTA_READINGS));
  }

  @Test
  void everySurfaceHasItsPath() {
    assertThat(uri(Operation.GENERATE, Dialect.OPENAI_CHAT))
        .isEqualTo("https://api.openai.com/v1/chat/completions");
    assertThat(uri(Operation.GENERATE, Dialect.OPENAI_RESPONSES))
        .isEqualTo("https://api.openai.com/v1/responses");
    assertThat(uri(Operation.COMPLETE, Dialect.OPENAI_CHAT))
        .isEqualTo("https://api.openai.com/v1/completions");
    assertThat(uri(Operation.EMBED, Dialect.OPENAI_CHAT))
        .isEqualTo("https://api.openai.com/v1/embeddings");
  }

  @Test
  void theBodyIsForwardedAsItIs() {
    var call = SampleCalls.call(Operation.EMBED, Dialect.OPENAI_CHAT, "m", false);
    try (var provider = new OpenAiFactory().create(context())) {
      var key = new Credential.ApiKey("k", Secret.of("sk-1"));
      assertThat(provider.prepare(call, key).body()).isSameAs(call.body());
    }
  }

  private static String uri(Operation operation, Dialect dialect) {
    try (var provider = new OpenAiFactory().create(context())) {
      var call = SampleCalls.call(operation, dialect, "m", false);
      var key = new Credential.ApiKey("k", Secret.of("sk-1"));
      return provider.prepare(call, key).uri().toString();
    }
  }

  private static TestContext context() {
    return TestContext.of("openai", Map.of(), new ScriptedHttp());
  }
}
