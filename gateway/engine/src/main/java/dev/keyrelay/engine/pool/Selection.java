package dev.keyrelay.engine.pool;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A way to choose among the ready members of one priority. */
interface Selection {

  /**
   * Chooses a member that may be used now.
   *
   * @param excluded the ids of credentials that this request has tried
   */
  Optional<Member> choose(Lane lane, ReadySet set, Set<String> excluded, Instant now);
}
