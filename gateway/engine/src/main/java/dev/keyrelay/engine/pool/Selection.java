package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.usage.UsageLedger;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A way to choose among the ready members of one priority. */
interface Selection {

  /**
   * Chooses a member that may be used now.
   *
   * @param excluded the ids of credentials that this request has tried
   */
  Optional<Member> choose(Lane lane, ReadySet set, Set<String> excluded, Instant now);

  /** The way that the rules want. */
  static Selection of(PoolRules rules, UsageLedger ledger, RandomGenerator random) {
    return switch (rules.rotation()) {
      case BALANCED -> new Balanced(ledger, rules.tolerance(), random);
      case SEQUENTIAL -> new Sequential();
    };
  }
}
