package dev.keyrelay.engine.usage;

import java.time.Instant;

/**
 * The numbers: who used what, in which window. Limits and selection read it; it knows no policy.
 * Its methods are on the request path: constant time, no I/O.
 */
public interface UsageLedger {

  /**
   * An attempt begins. Until its outcome is recorded, or it is abandoned, limits count it as one
   * request used.
   */
  default void begin(Subject subject, Instant now) {}

  /** An attempt that had begun will not happen: no outcome will be recorded. */
  default void abandon(Subject subject) {}

  /** Counts an attempt. */
  void record(Outcome outcome);

  /** The requests of the subject's quota scope in the current primary window, for ordering. */
  long requests(Subject subject, Instant now);
}
