package dev.keyrelay.engine.catalog;

import dev.keyrelay.spi.chat.TokenUsage;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What tokens cost, in US dollars per million.
 *
 * @param input input neither read from nor written to a cache
 * @param output the answer, thoughts included
 * @param cacheRead input read from a cache; as uncached input if it is not known
 * @param cacheWrite input written to a cache; as uncached input if it is not known
 */
public record Price(
    double input, double output, OptionalDouble cacheRead, OptionalDouble cacheWrite) {

  private static final double MILLION = 1e6;

  public Price {
    if (!(input >= 0) || !(output >= 0)) {
      throw new IllegalArgumentException(
          "price: " + input + " and " + output + " (expected: 0 or more US dollars)");
    }
  }

  /**
   * This price, with what an older one says of caches where this says nothing. A cached price above
   * that of other input is out of date.
   */
  Price over(Optional<Price> older) {
    return older
        .map(
            known ->
                new Price(
                    input,
                    output,
                    cacheRead.isPresent()
                        ? cacheRead
                        : known.cacheRead.stream().filter(usd -> usd <= input).findFirst(),
                    cacheWrite.isPresent() || known.input != input ? cacheWrite : known.cacheWrite))
        .orElse(this);
  }

  /** What the usage costs, in US dollars. */
  public double of(TokenUsage usage) {
    return (usage.uncachedInput() * input
            + usage.cachedInput() * cacheRead.orElse(input)
            + usage.cacheWriteInput() * cacheWrite.orElse(input)
            + usage.output() * output)
        / MILLION;
  }
}
