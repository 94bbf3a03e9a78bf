package dev.keyrelay.engine.pool;

import java.util.Optional;
import java.util.Set;

/**
 * What a request wants of a pool.
 *
 * @param model the upstream model
 * @param quotaGroup the model's quota group, if it has one
 * @param conversation what the request belongs to
 * @param tried the ids of credentials that the request has tried and does not want again
 */
public record LeaseWish(
    String model, Optional<String> quotaGroup, Conversation conversation, Set<String> tried) {

  /** The same wish of a request that has tried others. */
  LeaseWish having(Set<String> others) {
    return new LeaseWish(model, quotaGroup, conversation, others);
  }
}
