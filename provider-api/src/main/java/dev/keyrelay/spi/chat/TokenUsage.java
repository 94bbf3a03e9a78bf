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
 * @param apart what of it has a price of its own
 */
public record TokenUsage(
    long uncachedInput,
    long cachedInput,
    long cacheWriteInput,
    long output,
    long reasoning,
    OptionalDouble costUsd,
    boolean estimated,
    Apart apart) {

  /** Nothing used. */
  public static final TokenUsage ZERO = of(0, 0);

  /**
   * What has a price of its own.
   *
   * @param hourWrites tokens among {@code cacheWriteInput} that the cache keeps for an hour, in
   *     place of five minutes
   * @param audioInput tokens of sound among {@code uncachedInput}
   * @param audioOutput tokens of sound among {@code output}
   * @param toolCalls calls of upstream's own tools, such as web searches; they are no tokens, and
   *     cost extra
   * @param searches those among {@code toolCalls} that are known to be searches of the web
   */
  public record Apart(
      long hourWrites, long audioInput, long audioOutput, long toolCalls, long searches) {

    /** All is as usual. */
    public static final Apart NONE = new Apart(0, 0, 0, 0);

    public Apart {
      toolCalls = Math.max(0, toolCalls);
      searches = Math.clamp(searches, 0, toolCalls);
    }

    /** Of whose calls of tools nobody knows what they were. */
    public Apart(long hourWrites, long audioInput, long audioOutput, long toolCalls) {
      this(hourWrites, audioInput, audioOutput, toolCalls, 0);
    }
  }

  public TokenUsage {
    uncachedInput = Math.max(0, uncachedInput);
    cachedInput = Math.max(0, cachedInput);
    cacheWriteInput = Math.max(0, cacheWriteInput);
    output = Math.max(0, output);
    reasoning = Math.clamp(reasoning, 0, output);
    if (!apart.equals(Apart.NONE)) {
      apart =
          new Apart(
              Math.clamp(apart.hourWrites, 0, cacheWriteInput),
              Math.clamp(apart.audioInput, 0, uncachedInput),
              Math.clamp(apart.audioOutput, 0, output),
              apart.toolCalls,
              apart.searches);
    }
  }

  /** Usage of which nothing has a price of its own. */
  public TokenUsage(
      long uncachedInput,
      long cachedInput,
      long cacheWriteInput,
      long output,
      long reasoning,
      OptionalDouble costUsd,
      boolean estimated) {
    this(
        uncachedInput,
        cachedInput,
        cacheWriteInput,
        output,
        reasoning,
        costUsd,
        estimated,
        Apart.NONE);
  }

  /** Uncached input and plain output. */
  public static TokenUsage of(long input, long output) {
    return new TokenUsage(input, 0, 0, output, 0, OptionalDouble.empty(), false);
  }

  /** This usage, of which that much has a price of its own. */
  public TokenUsage with(Apart priced) {
    return new TokenUsage(
        uncachedInput, cachedInput, cacheWriteInput, output, reasoning, costUsd, estimated, priced);
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
