package dev.keyrelay.engine.limit;

import java.time.Instant;
import java.util.Optional;

/** What a limit says. */
public sealed interface Verdict {

  /** The one instance of {@link Allowed}. */
  Verdict ALLOWED = new Allowed();

  /** The credential may be used. */
  record Allowed() implements Verdict {}

  /**
   * The credential may not be used.
   *
   * @param reason why, for people: {@code rate_limited by upstream}
   * @param until when to ask again; absent if only an event (a release, a reset, an operator) can
   *     change it, after which the limit's owner wakes the pool
   */
  record Blocked(String reason, Optional<Instant> until) implements Verdict {}
}
