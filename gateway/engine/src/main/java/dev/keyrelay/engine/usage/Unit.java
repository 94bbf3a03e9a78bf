package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.chat.TokenUsage;

/** What a window counts. */
public enum Unit {
  /** Requests that upstream served. */
  REQUESTS,
  /** All tokens. */
  TOKENS,
  /** Tokens of the input, cached ones left out, as Anthropic counts its input rate. */
  INPUT_TOKENS,
  /** Tokens of the answer. */
  OUTPUT_TOKENS;

  /** How much of this unit one served request with the given usage uses up. */
  public long amount(TokenUsage usage) {
    return switch (this) {
      case REQUESTS -> 1;
      case TOKENS -> usage.total();
      case INPUT_TOKENS -> usage.uncachedInput() + usage.cacheWriteInput();
      case OUTPUT_TOKENS -> usage.output();
    };
  }
}
