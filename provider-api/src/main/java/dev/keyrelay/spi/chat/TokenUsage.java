package dev.keyrelay.spi.chat;

import java.util.OptionalDouble;

/**
 * What one answer used, in tokens. The input counts exclude one another, whatever the convention of
 * the dialect they came in; reasoning is part of the output.
 *
 * @param uncachedInput input that was neither read from nor written to a cache
 * @param cachedInput input read from a cache
 * @param cacheWriteInput input written to a cache
 * @param output tokens of the answer, thoughts included
 * @param reasoning tokens of thought among the output
 * @param costUsd what upstream says that it cost, in US dollars, if it says so
 * @param estimated whether the gateway estimated the counts, because upstream told none
 */
public record TokenUsage(
    long uncachedInput,
    long cachedInput,
    long cacheWriteInput,
    long output,
    long reasoning,
    OptionalDouble costUsd,
    boolean estimated) {

  /** Nothing used. */
  public static final TokenUsage ZERO = of(0, 0);

  public TokenUsage {
    uncachedInput = Math.max(0, uncachedInput);
    cachedInput = Math.max(0, cachedInput);
    cacheWriteInput = Math.max(0, cacheWriteInput);
    output = Math.max(0, output);
    reasoning = Math.clamp(reasoning, 0, output);
  }

  /** Uncached input and plain output. */
  public static TokenUsage of(long input, long output) {
    return new TokenUsage(input, 0, 0, output, 0, OptionalDouble.empty(), false);
  }

  /** All input. */
  public long input() {
    return uncachedInput + cachedInput + cacheWriteInput;
  }

  /** All tokens. */
  public long total() {
    return input() + output;
  }
}
