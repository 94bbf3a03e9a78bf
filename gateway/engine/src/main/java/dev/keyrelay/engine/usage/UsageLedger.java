package dev.keyrelay.engine.usage;

import dev.keyrelay.engine.limit.Subject;
import java.time.Instant;

/**
 * The numbers: who used what, in which window. Limits and selection read it; it knows no policy.
 * Both methods are on the request path: constant time, no I/O.
 */
public interface UsageLedger {

  /** Counts an attempt. */
  void record(Outcome outcome);

  /** The requests of the subject's quota scope in the current primary window, for ordering. */
  long requests(Subject subject, Instant now);
}
