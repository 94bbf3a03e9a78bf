package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.spi.chat.Reasoning;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The one table between efforts and budgets of thought. It is written out in the README of {@code
 * engine.dialect}.
 */
public enum Efforts {
  MINIMAL("minimal", 1_024, 1_024),
  LOW("low", 4_096, 8_192),
  MEDIUM("medium", 12_288, 16_384),
  HIGH("high", 24_576, 32_768),
  XHIGH("xhigh", 32_768 + 16_384, Long.MAX_VALUE);

  /** What Anthropic calls the most. */
  private static final String MAX = "max";

  private final String word;
  private final long budget;
  private final long upTo;

  Efforts(String word, long budget, long upTo) {
    this.word = word;
    this.budget = budget;
    this.upTo = upTo;
  }

  /** The budget that stands for this effort, in tokens. */
  public long budget() {
    return budget;
  }

  /**
   * The reasoning without an effort of a word that the table has not, which is named as dropped:
   * only who made the word knows what it means.
   */
  public static Reasoning known(Reasoning reasoning, Drops drops) {
    boolean known = reasoning.effort().filter(word -> !isKnown(word)).isEmpty();
    if (known) {
      return reasoning;
    }
    drops.add("reasoning");
    return new Reasoning(
        reasoning.mode(), Optional.empty(), reasoning.budgetTokens(), reasoning.show());
  }

  private static boolean isKnown(String word) {
    return word.equals(MAX) || Stream.of(values()).anyMatch(effort -> effort.word.equals(word));
  }

  /** The effort, as stated or by the budget; absent if neither is stated. */
  public static Optional<String> word(Reasoning reasoning) {
    if (reasoning.effort().isPresent() || reasoning.budgetTokens().isEmpty()) {
      return reasoning.effort();
    }
    return Optional.of(ofBudget(reasoning.budgetTokens().getAsLong()).word);
  }

  /**
   * The budget, as stated or by the effort; absent if neither is stated, or the word is unknown.
   */
  public static OptionalLong budget(Reasoning reasoning) {
    if (reasoning.budgetTokens().isPresent() || reasoning.effort().isEmpty()) {
      return reasoning.budgetTokens();
    }
    String word = reasoning.effort().get();
    for (var effort : values()) {
      if (effort.word.equals(word)) {
        return OptionalLong.of(effort.budget);
      }
    }
    return word.equals(MAX) ? OptionalLong.of(XHIGH.budget) : OptionalLong.empty();
  }

  private static Efforts ofBudget(long tokens) {
    for (var effort : values()) {
      if (tokens <= effort.upTo) {
        return effort;
      }
    }
    return XHIGH;
  }
}
