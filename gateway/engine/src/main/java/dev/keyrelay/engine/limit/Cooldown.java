package dev.keyrelay.engine.limit;

import java.time.Instant;

/**
 * Until when something may not be used. When it has ended, one request tries whether it still
 * holds.
 *
 * @param until the end; before it nothing passes
 * @param cause why, in the vocabulary of {@code FailureKind}, lower case, or an operator's word
 * @param source who says so
 * @param since when it began
 * @param level how often in a row it was renewed without a success in between; 0 the first time
 */
public record Cooldown(Instant until, String cause, Source source, Instant since, int level) {

  /** Who says so. */
  public enum Source {
    /** Upstream stated a time. */
    UPSTREAM,
    /** The gateway's default for the cause. */
    DEFAULT,
    /** A limit of the configuration was reached. */
    LIMIT,
    /** An operator. */
    OPERATOR
  }

  /** Whether it has not ended yet. */
  public boolean active(Instant now) {
    return now.isBefore(until);
  }
}
