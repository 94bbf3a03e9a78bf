package dev.keyrelay.engine.limit;

import dev.keyrelay.spi.Failure;
import java.time.Duration;

/**
 * When a provider, or a model of it, is set aside.
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

  /** For how long, the {@code level}th time in a row counted from 0. */
  Duration length(Failure failure, int level) {
    var own = base.multipliedBy(1L << Math.min(level, 20));
    var length = failure.retryAfter().filter(Duration::isPositive).orElse(own);
    return length.compareTo(most) > 0 ? most : length;
  }
}
