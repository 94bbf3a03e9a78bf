package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.chat.TokenUsage;
import java.util.OptionalDouble;

/** What usage costs. Asked on the request path: answers from memory. */
@FunctionalInterface
public interface UsagePrices {

  /** Knows no price. */
  UsagePrices UNKNOWN = (_, _, _) -> OptionalDouble.empty();

  /** The cost in US dollars; empty if the price is not known. */
  OptionalDouble cost(String provider, String model, TokenUsage usage);
}
