package dev.keyrelay.spi.openai;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Wildcard;
import java.util.List;

/**
 * On which of its surfaces OpenAI has a model (the endpoints on each model's page of
 * platform.openai.com/docs/models).
 */
public final class OpenAiModels {

  private static final List<Dialect> BOTH = List.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES);

  /** Names that future versions will have too: the large ones, researchers, and agents. */
  private static final List<String> RESPONSES_ALONE =
      List.of(
          "o?-pro",
          "o?-pro-20*",
          "gpt-*-pro",
          "gpt-*-pro-20*",
          "*-codex",
          "*-codex-*",
          "codex-*",
          "*-deep-research",
          "*-deep-research-*",
          "computer-use-*");

  /** Models that hear, speak, or search on every call. */
  private static final List<String> CHAT_ALONE =
      List.of("gpt-*-audio*", "gpt-audio*", "gpt-*-search-preview*", "gpt-*-search-api*");

  private OpenAiModels() {}

  /** The dialects that a model is called in, chat first because most clients speak it. */
  public static List<Dialect> surfaces(String model) {
    if (matches(RESPONSES_ALONE, model)) {
      return List.of(Dialect.OPENAI_RESPONSES);
    }
    return matches(CHAT_ALONE, model) ? List.of(Dialect.OPENAI_CHAT) : BOTH;
  }

  private static boolean matches(List<String> patterns, String model) {
    return patterns.stream().anyMatch(pattern -> Wildcard.matches(pattern, model));
  }
}
