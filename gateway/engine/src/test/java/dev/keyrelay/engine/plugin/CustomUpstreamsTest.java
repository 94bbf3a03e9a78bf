package dev.keyrelay.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.DialectChoice;
import dev.keyrelay.spi.Operation;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderFactory;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.UpstreamCall;
import dev.keyrelay.spi.UpstreamRequest;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who serves an upstream of the user's, by what it is to speak. */
class CustomUpstreamsTest {

  private final Plugins plugins =
      Plugins.of(
          List.of(
              new Factory("messages", Set.of(Dialect.ANTHROPIC_MESSAGES)),
              new Factory("open", Set.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES)),
              new Factory("closed", Set.of())));

  /** Makes providers that speak what it serves, or chat. */
  private record Factory(String id, Set<Dialect> customUpstreams) implements ProviderFactory {
    @Override
    public Provider create(ProviderContext context) {
      var spoken = customUpstreams.isEmpty() ? Set.of(Dialect.OPENAI_CHAT) : customUpstreams;
      var profile =
          ProviderProfile.of(
              context.providerId(), id, Map.of(Operation.GENERATE, List.copyOf(spoken)));
      return new Speaker(profile);
    }
  }

  private record Speaker(ProviderProfile profile) implements Provider {
    @Override
    public UpstreamRequest prepare(UpstreamCall call, Credential credential) {
      throw new AssertionError(call);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "chat, open",
    "responses, open",
    "anthropic, messages",
    "m=responses, open",
    "'chat,m=responses', open"
  })
  void thePluginOfTheDialectServesIt(String dialect, String plugin) {
    var choice = DialectChoice.parse(dialect).orElseThrow();

    assertThat(plugins.serving("mine", choice)).map(Plugin::id).hasValue(plugin);
    assertThat(create("mine", dialect)).map(p -> p.profile().displayName()).hasValue(plugin);
    assertThat(plugins.refused()).isEmpty();
  }

  @Test
  void itSpeaksChatUnlessTold() {
    assertThat(plugins.serving("mine", DialectChoice.NONE)).map(Plugin::id).hasValue("open");
  }

  @ParameterizedTest
  @CsvSource({"gemini", "'chat,m=anthropic'", "m=anthropic"})
  void aDialectThatNobodyServesIsRefused(String dialect) {
    assertThat(create("mine", dialect)).isEmpty();
    assertThat(plugins.refused())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.toString()).contains("mine", dialect));
  }

  @Test
  void aWordThatIsNoDialectIsRefused() {
    assertThat(create("mine", "soap")).isEmpty();
    assertThat(plugins.refused())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.toString()).contains("DIALECT: soap", "chat,"));
  }

  @Test
  void aPluginThatSpeaksSomethingElseIsRefused() {
    assertThat(create("closed", "anthropic")).isEmpty();
    assertThat(plugins.refused())
        .singleElement()
        .satisfies(
            refusal ->
                assertThat(refusal.toString())
                    .contains("makes closed speak chat, and DIALECT says anthropic"));
    assertThat(create("closed", "chat")).isPresent();
  }

  private Optional<Provider> create(String id, String dialect) {
    return plugins.create(TestContext.of(id, Map.of("DIALECT", dialect), new ScriptedHttp()));
  }
}
