package dev.keyrelay.spi;

/** What a call asks of a model. */
public enum Operation {
  /** The next turn of a conversation. */
  GENERATE,
  /** The continuation of a text (OpenAI's older completions surface). */
  COMPLETE,
  /** Vectors for texts. */
  EMBED,
  /** The number of input tokens of a conversation. */
  COUNT_TOKENS
}
