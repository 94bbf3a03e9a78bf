package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.FailureKind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Counts, as they were at one moment.
 *
 * @param requests attempts, however they ended
 * @param successes attempts whose whole answer arrived
 * @param failures failed attempts by cause; only causes that occurred
 * @param cancelled attempts that the client left
 * @param partial answers that broke off
 * @param estimated attempts among them whose tokens are estimated, because upstream told none or
 *     not all
 * @param toolCalls calls of upstream's own tools, such as web searches, which cost extra
 * @param uncachedInput tokens of input neither read from nor written to a cache
 * @param cachedInput tokens of input read from a cache
 * @param cacheWriteInput tokens of input written to a cache
 * @param output tokens of the answers, thoughts included
 * @param reasoning tokens of thought among the output
 * @param costUsd what the attempts of known price cost, in US dollars, without calls of tools where
 *     upstream did not say the cost; empty if none had a price
 * @param firstUsed when the first attempt ended
 * @param lastUsed when the latest attempt ended
 */
public record Usage(
    long requests,
    long successes,
    Map<FailureKind, Long> failures,
    long cancelled,
    long partial,
    long estimated,
    long toolCalls,
    long uncachedInput,
    long cachedInput,
    long cacheWriteInput,
    long output,
    long reasoning,
    OptionalDouble costUsd,
    Optional<Instant> firstUsed,
    Optional<Instant> lastUsed) {

  /** Nothing used. */
  public static final Usage NONE =
      new Usage(
          0,
          0,
          Map.of(),
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty());

  /** Failed attempts, whatever the cause. */
  public long failed() {
    return requests - successes - cancelled - partial;
  }

  /** All tokens. */
  public long tokens() {
    return uncachedInput + cachedInput + cacheWriteInput + output;
  }
}
