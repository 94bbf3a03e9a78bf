package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Unit;

/**
 * A rate that the user sets.
 *
 * @param unit what is counted: attempts that begin, or tokens
 * @param perMinute the most in any minute
 * @param counted what is counted together: a model or quota group, or empty for the whole
 *     credential
 */
public record RateRule(Unit unit, long perMinute, String counted) {

  public RateRule {
    if (perMinute <= 0) {
      throw new IllegalArgumentException("perMinute: " + perMinute + " (expected: 1 or more)");
    }
  }
}
