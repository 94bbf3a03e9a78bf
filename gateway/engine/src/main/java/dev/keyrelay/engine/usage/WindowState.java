package dev.keyrelay.engine.usage;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How full a window is at one moment.
 *
 * @param rule what the window is
 * @param counted what it counts
 * @param used how much is used up, in the rule's unit, by what was counted here and what upstream
 *     told, whichever is more
 * @param inFlight attempts that have begun and not ended, for a window of requests; else 0
 * @param limit the most that may be used; the user's, else upstream's
 * @param remainingFraction what upstream said is left, 0 to 1
 * @param exhausted whether upstream said that nothing is left
 * @param endsAt when the window ends; absent before its first use, and if only upstream could tell
 * @param toldAt when upstream last told something of it
 */
public record WindowState(
    WindowRule rule,
    Counted counted,
    long used,
    long inFlight,
    OptionalLong limit,
    OptionalDouble remainingFraction,
    boolean exhausted,
    Optional<Instant> endsAt,
    Optional<Instant> toldAt) {

  /** Whether nothing is left for one more attempt. */
  public boolean spent() {
    return exhausted
        || (limit.isPresent() && used + inFlight >= limit.getAsLong())
        || (remainingFraction.isPresent() && remainingFraction.getAsDouble() <= 0);
  }

  /** What is left, if the limit is known. */
  public OptionalLong remaining() {
    return limit.isPresent()
        ? OptionalLong.of(Math.max(0, limit.getAsLong() - used))
        : OptionalLong.empty();
  }

  /** What is left, 0 to 1: what upstream told or, if less, what the counts show. */
  public OptionalDouble fractionLeft() {
    double told = exhausted ? 0 : remainingFraction.orElse(Double.NaN);
    double known =
        limit.orElse(0) > 0 ? (double) remaining().orElse(0) / limit.orElse(1) : Double.NaN;
    double left = Double.isNaN(told) ? known : Double.isNaN(known) ? told : Math.min(told, known);
    return Double.isNaN(left) ? OptionalDouble.empty() : OptionalDouble.of(left);
  }
}
