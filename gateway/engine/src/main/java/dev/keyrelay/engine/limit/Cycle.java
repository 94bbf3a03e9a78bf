package dev.keyrelay.engine.limit;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One cycle: who of the peers is used up, and why. Guarded by its monitor. */
final class Cycle {

  /**
   * Whose cycle it is.
   *
   * @param scope a model or quota group; empty for all of a credential
   * @param tier the priority of the peers; 0 if all are peers
   */
  record Key(String provider, String scope, int tier) {}

  private final Map<String, String> reasons = new HashMap<>();
  private final Map<String, Long> counts = new HashMap<>();
  Instant start;
  Instant guardedUntil = Instant.EPOCH;
  boolean complete;

  Cycle(Instant start) {
    this.start = start;
  }

  boolean isExhausted(String credential) {
    return reasons.containsKey(credential);
  }

  long counted(String credential) {
    return counts.merge(credential, 1L, Long::sum);
  }

  /** Whether it was not exhausted before. The first one begins the cycle. */
  boolean exhaust(String credential, String reason, Instant now) {
    if (reasons.isEmpty()) {
      start = now;
    }
    return reasons.putIfAbsent(credential, reason) == null;
  }

  /** Takes over what was kept of a credential. */
  void take(String credential, long requests, Optional<String> reason) {
    counts.put(credential, requests);
    reason.ifPresent(why -> reasons.put(credential, why));
  }

  void forget(String credential) {
    counts.remove(credential);
    reasons.remove(credential);
  }

  /** Everybody of whom something is counted or said. */
  Set<String> credentials() {
    var all = new HashSet<>(counts.keySet());
    all.addAll(reasons.keySet());
    return all;
  }

  List<String> exhausted() {
    return List.copyOf(reasons.keySet());
  }

  List<String> restart(Instant now) {
    var freed = exhausted();
    reasons.clear();
    counts.clear();
    start = now;
    complete = false;
    return freed;
  }

  FairCycle.View view(String credential) {
    return new FairCycle.View(
        isExhausted(credential),
        Optional.ofNullable(reasons.get(credential)),
        counts.getOrDefault(credential, 0L));
  }
}
