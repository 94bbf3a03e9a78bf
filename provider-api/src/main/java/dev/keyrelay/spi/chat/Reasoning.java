package dev.keyrelay.spi.chat;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much the model thinks before it answers. Dialects state it as an effort or as a budget; the
 * engine's table converts.
 *
 * @param mode whether it thinks
 * @param effort the word, as stated: {@code minimal}, {@code low}, {@code medium}, {@code high}, …
 * @param budgetTokens the most tokens of thought, as stated
 * @param show whether and how thoughts are returned
 */
public record Reasoning(
    Mode mode, Optional<String> effort, OptionalLong budgetTokens, Optional<Show> show) {

  /** Whether the model thinks. */
  public enum Mode {
    /** It does not. */
    OFF,
    /** It does, by effort or budget. */
    ON,
    /** It decides itself. */
    ADAPTIVE
  }

  /** How thoughts are returned. */
  public enum Show {
    /** Not at all, or empty with a signature. */
    OMITTED,
    /** As a summary, of whatever length. */
    AUTO,
    /** As a short summary. */
    CONCISE,
    /** As a long summary. */
    DETAILED
  }
}
