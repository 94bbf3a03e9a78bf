package dev.keyrelay.spi;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A wire format that a client or a provider speaks. */
public enum Dialect {
  /** OpenAI chat completions, and the older OpenAI surfaces that share its errors and usage. */
  OPENAI_CHAT("chat"),
  /** OpenAI responses. */
  OPENAI_RESPONSES("responses"),
  /** Anthropic messages. */
  ANTHROPIC_MESSAGES("anthropic"),
  /** Gemini generateContent. */
  GEMINI("gemini");

  private final String word;

  Dialect(String word) {
    this.word = word;
  }

  /** What users call it, in lower case. */
  public String word() {
    return word;
  }

  /** The dialect of a word, in any case. */
  public static Optional<Dialect> of(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(dialect -> dialect.word.equals(lower)).findFirst();
  }
}
