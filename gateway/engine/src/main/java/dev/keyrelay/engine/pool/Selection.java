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

  /**
   * Chooses a member for the first request of a conversation without an id.
   *
   * @param conversation what the conversation is known by everywhere
   */
  default Optional<Member> begin(
      long conversation, Lane lane, ReadySet set, Set<String> excluded, Instant now) {
    return Rendezvous.choose(conversation, lane, set, excluded, now);
  }

  /** The way that the rules want. */
  static Selection of(PoolRules rules, UsageLedger ledger, RandomGenerator random) {
    return switch (rules.rotation()) {
      case BALANCED -> new Balanced(ledger, rules.tolerance(), random);
      case SEQUENTIAL -> new Sequential();
    };
  }
}
