package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins whose defects show only when they are used. */
class FailingPluginTest {

  /** OpenAI's factory with a provider that cannot make requests. */
  private record Failing(Throwable failure) implements ProviderFactory {

    private static final OpenAiFactory SOUND = new OpenAiFactory();

    @Override
    public String id() {
      return SOUND.id();
    }

    @Override
    public Provider create(ProviderContext context) {
      var profile = SOUND.create(context).profile();
      return new Provider() {
        @Override
        public ProviderProfile profile() {
          return profile;
        }

        @Override
        public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        }
      };
    }
  }

  private static Throwable failure(String kind) {
    return switch (kind) {
      case "class" -> new NoClassDefFoundError("dev/keyrelay/engine/Engine");
      case "state" -> new IllegalStateException("sk-quoted");
      default -> throw new IllegalArgumentException(kind);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"class", "state"})
  void areBlamedAndNotTheClient(String kind) {
    var variables = Map.of("OPENAI_API_KEY", "sk-quoted", "TRANSIENT_RETRY_DELAY", "0");
    try (var engine = Engine.of(variables, new Failing(failure(kind)))) {
      var refused =
          catchThrowableOfType(
              GatewayException.class,
              () -> engine.chat("{\"model\":\"openai/x\",\"messages\":[]}"));
      assertThat(refused.error().status()).isEqualTo(502);
      assertThat(refused.error().message()).contains("plugin").doesNotContain("sk-quoted");
      assertThat(engine.providers().get("openai"))
          .satisfies(provider -> assertThat(provider.pool().inFlight()).isZero());
    }
  }
}
