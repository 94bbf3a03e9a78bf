package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Unit;
import dev.keyrelay.engine.usage.WindowRule.Span;

/**
 * A rate that the user sets.
 *
 * @param unit what is counted: attempts that begin, or tokens
 * @param perMinute the most in any minute
 * @param span whether each model (or quota group) has this rate, or the credential as a whole
 */
public record RateRule(Unit unit, long perMinute, Span span) {

  public RateRule {
    if (perMinute <= 0) {
      throw new IllegalArgumentException("perMinute: " + perMinute + " (expected: 1 or more)");
    }
  }
}
