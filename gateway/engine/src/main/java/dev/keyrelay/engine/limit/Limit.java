package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.usage.Subject;
import java.time.Instant;

/**
 * One rule over (subject, now). Called on the request path, under the pool's lock: it must answer
 * in constant time and do no I/O.
 */
public interface Limit {

  /** Whether the subject may be used now. */
  Verdict check(Subject subject, Instant now);

  /** What it is called where its verdicts are shown, such as {@code quota_window}. */
  String name();

  /**
   * Whether the time that it states is when one attempt more may begin, by the mere passing of
   * time, so that a request had better wait for it if it is near.
   */
  default boolean refills() {
    return false;
  }
}
