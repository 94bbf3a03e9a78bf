package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.OptionalDouble;

/** What usage costs. Asked on the request path: answers from memory. */
@FunctionalInterface
public interface UsagePrices {

  /** Knows no price. */
  UsagePrices UNKNOWN = (_, _, _, _) -> OptionalDouble.empty();

  /**
   * The cost in US dollars; empty if the price is not known.
   *
   * @param at when it was used, because some makers charge more at some hours
   */
  OptionalDouble cost(String provider, String model, TokenUsage usage, Instant at);
}
