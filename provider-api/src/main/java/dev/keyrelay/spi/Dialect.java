package dev.keyrelay.spi;

/** A wire format that a client or a provider speaks. */
public enum Dialect {
  /** OpenAI chat completions, and the older OpenAI surfaces that share its errors and usage. */
  OPENAI_CHAT,
  /** OpenAI responses. */
  OPENAI_RESPONSES,
  /** Anthropic messages. */
  ANTHROPIC_MESSAGES,
  /** Gemini generateContent. */
  GEMINI
}
