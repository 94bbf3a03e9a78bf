package dev.keyrelay.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.kit.MapSettings;
import dev.keyrelay.spi.kit.SampleCalls;
import dev.keyrelay.spi.kit.ScriptedHttp;
import dev.keyrelay.spi.kit.TestContext;
import dev.keyrelay.spi.openai.OpenAiCompatibleProvider;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectChoiceTest {

  private static final Credential KEY = new Credential.ApiKey("k1", Secret.of("sk-test"));

  @ParameterizedTest
  @CsvSource({
    "chat, OPENAI_CHAT",
    "Responses, OPENAI_RESPONSES",
    "ANTHROPIC, ANTHROPIC_MESSAGES",
    "gemini, GEMINI"
  })
  void aWordHoldsForAllModels(String word, Dialect dialect) {
    var choice = DialectChoice.parse(word).orElseThrow();

    assertThat(choice.of("any")).hasValue(dialect);
    assertThat(choice.all()).containsExactly(dialect);
  }

  @Test
  void theFirstExceptionThatMatchesHolds() {
    var choice =
        DialectChoice.parse("chat, *codex*=responses ,my-codex=chat, m=x=gemini").orElseThrow();

    assertThat(choice.of("gpt-5-codex")).hasValue(Dialect.OPENAI_RESPONSES);
    assertThat(choice.of("my-codex")).hasValue(Dialect.OPENAI_RESPONSES);
    assertThat(choice.of("m=x")).hasValue(Dialect.GEMINI);
    assertThat(choice.of("gpt-5")).hasValue(Dialect.OPENAI_CHAT);
    assertThat(DialectChoice.parse(choice.toString())).hasValue(choice);
  }

  @Test
  void exceptionsAloneLeaveTheRestToTheProvider() {
    var choice = DialectChoice.parse("my-deployment=responses").orElseThrow();

    assertThat(choice.of("gpt-5")).isEmpty();
    assertThat(choice.of("my-deployment")).hasValue(Dialect.OPENAI_RESPONSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "openai-chat", "chat,responses", "=chat", "a=", "a=chat,a=gemini", "chat,"})
  void everythingElseIsRefused(String text) {
    assertThat(DialectChoice.parse(text)).isEmpty();
  }

  @Test
  void aWrongValueIsToldWithWhatIsExpected() {
    assertThatThrownBy(() -> DialectChoice.of(new MapSettings(Map.of("DIALECT", "soap"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("soap")
        .hasMessageContaining("chat, responses, anthropic or gemini");
  }

  @Test
  void aCompatibleProviderSpeaksWhatTheUserSays() {
    try (var provider = compatible("chat,*codex*=responses")) {
      assertThat(provider.profile().dialects(Operation.GENERATE))
          .containsExactly(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES);
      assertThat(provider.dialects(Operation.GENERATE, "a-codex"))
          .containsExactly(Dialect.OPENAI_RESPONSES);
      assertThat(provider.dialects(Operation.GENERATE, "another"))
          .containsExactly(Dialect.OPENAI_CHAT);
      assertThat(provider.dialects(Operation.EMBED, "a-codex"))
          .containsExactly(Dialect.OPENAI_CHAT);
      var call = SampleCalls.call(Operation.GENERATE, Dialect.OPENAI_RESPONSES, "a-codex", true);
      assertThat(provider.prepare(call, KEY).uri())
          .isEqualTo(URI.create("https://upstream.example/v1/responses"));
    }
  }

  @Test
  void aCompatibleProviderSpeaksChatIfTheUserSaysNothing() {
    try (var provider = compatible("m=responses")) {
      assertThat(provider.dialects(Operation.GENERATE, "other"))
          .containsExactly(Dialect.OPENAI_CHAT);
    }
  }

  @Test
  void aCompatibleProviderSpeaksNoOtherDialect() {
    assertThatThrownBy(() -> compatible("anthropic"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DIALECT: anthropic")
        .hasMessageContaining("chat or responses");
  }

  @Test
  void responsesAreForwardedAsTheyAre() {
    var settings = Map.of("DIALECT", "responses");
    try (var provider =
        new OpenAiCompatibleProvider(
            TestContext.of("mine", settings, new ScriptedHttp()),
            "mine",
            URI.create("https://upstream.example/v1/responses")) {
          @Override
          protected JsonBody adapt(UpstreamCall call) {
            return call.body().with("quirk", JsonBody.MAPPER.nullNode());
          }
        }) {
      var call = SampleCalls.call(Operation.GENERATE, Dialect.OPENAI_RESPONSES, "m", false);
      assertThat(provider.prepare(call, KEY).body()).isSameAs(call.body());
    }
  }

  @Test
  void aProfileKeepsWhatIsNotAboutDialects() {
    var profile =
        new ProviderProfile(
            "p",
            "P",
            Map.of(Operation.GENERATE, List.of(Dialect.OPENAI_CHAT)),
            Map.of("g", List.of("m")),
            true,
            false);

    var applied =
        DialectChoice.parse("responses")
            .orElseThrow()
            .applied(profile, EnumSet.allOf(Dialect.class));

    assertThat(applied.dialects(Operation.GENERATE)).containsExactly(Dialect.OPENAI_RESPONSES);
    assertThat(applied.quotaGroups()).isEqualTo(profile.quotaGroups());
    assertThat(applied.schemaSubset()).isTrue();
    assertThat(DialectChoice.NONE.applied(profile, EnumSet.allOf(Dialect.class)))
        .isEqualTo(profile);
  }

  private static OpenAiCompatibleProvider compatible(String dialect) {
    return new OpenAiCompatibleProvider(
        TestContext.of("mine", Map.of("DIALECT", dialect), new ScriptedHttp()),
        "mine",
        URI.create("https://upstream.example/v1"));
  }
}
