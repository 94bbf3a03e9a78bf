package dev.keyrelay.spi.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Dialect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiModelsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "o1-pro",
        "o1-pro-2025-03-19",
        "o3-pro",
        "o3-pro-2025-06-10",
        "o3-deep-research",
        "o3-deep-research-2025-06-26",
        "o4-mini-deep-research",
        "gpt-5-pro",
        "gpt-5-pro-2025-10-06",
        "gpt-5.2-pro",
        "gpt-5-codex",
        "gpt-5.1-codex",
        "gpt-5.1-codex-max",
        "gpt-5.1-codex-mini",
        "gpt-5.3-codex-spark",
        "codex-mini-latest",
        "computer-use-preview",
        "computer-use-preview-2025-03-11"
      })
  void someModelsAreOnlyThereAsResponses(String model) {
    assertThat(OpenAiModels.surfaces(model)).containsExactly(Dialect.OPENAI_RESPONSES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o-search-preview", "gpt-4o-mini-search-preview-2025-03-11", "gpt-5-search-api",
        "gpt-4o-audio-preview", "gpt-4o-mini-audio-preview-2024-12-17", "gpt-audio",
        "gpt-audio-mini"
      })
  void someModelsAreOnlyThereAsChat(String model) {
    assertThat(OpenAiModels.surfaces(model)).containsExactly(Dialect.OPENAI_CHAT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-5",
        "gpt-5-mini",
        "gpt-5.2",
        "gpt-4.1",
        "gpt-4o",
        "o1",
        "o3",
        "o3-mini",
        "o4-mini",
        "gpt-3.5-turbo",
        "chatgpt-4o-latest",
        "gpt-5-chat-latest",
        "ft:gpt-4.1:acme::abc",
        "prompt"
      })
  void mostModelsAreThereAsBothAndChatIsPreferred(String model) {
    assertThat(OpenAiModels.surfaces(model))
        .containsExactly(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES);
  }
}
