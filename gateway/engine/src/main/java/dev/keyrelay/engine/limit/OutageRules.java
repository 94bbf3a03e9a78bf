package dev.keyrelay.engine.limit;

import dev.keyrelay.spi.Failure;
import java.time.Duration;

/**
 * When a provider, or a model of it, is set aside: asked last, and if it is a model not at all for
 * a while.
 *
 * @param window within which failures count together
 * @param threshold how many failures in a row
 * @param base for how long the first time; doubled each time in a row
 * @param most for how long at most, whatever upstream says
 */
public record OutageRules(Duration window, int threshold, Duration base, Duration most) {

  /** The gateway's defaults. */
  public static final OutageRules STANDARD =
      new OutageRules(Duration.ofSeconds(60), 3, Duration.ofSeconds(10), Duration.ofSeconds(300));

  /**
   * In units of {@link #base}, the longest time in which a model is not asked at all. Others may
   * stand in for a provider for longer, but clients should not wait for it once it has recovered.
   */
  private static final int LONGEST_REFUSAL = 6;

  /** For how long, the {@code level}th time in a row counted from 0. */
  Duration length(Failure failure, int level) {
    var own = base.multipliedBy(1L << Math.min(level, 20));
    var length = failure.retryAfter().filter(Duration::isPositive).orElse(own);
    return length.compareTo(most) > 0 ? most : length;
  }

  /** For how long a model is refused, the {@code level}th time in a row counted from 0. */
  Duration refusal(Failure failure, int level) {
    var length = length(failure, level);
    return length.compareTo(longestRefusal()) > 0 ? longestRefusal() : length;
  }

  /** The longest that a model is refused at a stretch, and that a trial of it is waited for. */
  Duration longestRefusal() {
    var longest = base.multipliedBy(LONGEST_REFUSAL);
    return longest.compareTo(most) > 0 ? most : longest;
  }
}
