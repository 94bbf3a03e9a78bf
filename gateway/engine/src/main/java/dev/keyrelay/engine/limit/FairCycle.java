package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.config.FairCyclePolicy;
import dev.keyrelay.engine.config.FairCyclePolicy.Tracking;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Unit;
import dev.keyrelay.engine.usage.UsageObserver;
import dev.keyrelay.engine.usage.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fair cycle: a credential that is used up stays out until every peer of its tier was used up too,
 * or the cycle's duration is over. Peers are all configured, enabled credentials of the tier,
 * whatever one request has tried.
 */
public final class FairCycle implements Limit, UsageObserver {

  /**
   * What the cycle must know of the rest of the gateway. Asked in constant time, but {@code peers}.
   */
  public interface Surroundings {
    /** What the user wants of a provider. */
    FairCyclePolicy policy(String provider);

    /** The priority of a credential, 1 the best. */
    int tier(String provider, String credential);

    /** The enabled credentials of a provider. May take a time that grows with their number. */
    List<String> peers(String provider);

    /** When a cooldown of the credential for a model or quota group, or for all, ends. */
    Optional<Instant> cooldownEnd(String provider, String credential, String quotaScope);

    /** A credential may no longer be held back: the pool is to ask again. */
    void wake(String provider, String credential);
  }

  /** A state of one credential in its cycle. */
  public record View(boolean exhausted, Optional<String> reason, long requests) {}

  private record Key(String provider, String scope, int tier) {}

  private static final String EVERYTHING = "";

  private final Ledger ledger;
  private final Surroundings surroundings;
  private final Map<Key, Cycle> cycles = new ConcurrentHashMap<>();

  public FairCycle(Ledger ledger, Surroundings surroundings) {
    this.ledger = ledger;
    this.surroundings = surroundings;
  }

  @Override
  public Verdict check(Subject subject, Instant now) {
    var policy = surroundings.policy(subject.provider());
    var cycle = policy.enabled() ? cycles.get(key(subject, policy)) : null;
    if (cycle == null) {
      return Verdict.ALLOWED;
    }
    List<String> freed;
    Verdict verdict;
    synchronized (cycle) {
      if (!cycle.isExhausted(subject.credential())) {
        return Verdict.ALLOWED;
      }
      var end = cycle.start.plus(policy.duration());
      if (!now.isBefore(end) || (cycle.complete && !now.isBefore(cycle.guardedUntil))) {
        freed = cycle.restart(now);
        verdict = Verdict.ALLOWED;
      } else {
        freed = List.of();
        var until = cycle.complete && cycle.guardedUntil.isBefore(end) ? cycle.guardedUntil : end;
        verdict =
            new Verdict.Blocked("used up, waiting for its peers (fair cycle)", Optional.of(until));
      }
    }
    freed.forEach(credential -> surroundings.wake(subject.provider(), credential));
    return verdict;
  }

  @Override
  public void recorded(Outcome outcome) {
    var subject = outcome.subject();
    var policy = surroundings.policy(subject.provider());
    if (!policy.enabled() || outcome.result() == Outcome.Result.FAILED) {
      return;
    }
    var cycle = cycle(subject, policy, outcome.at());
    long count;
    synchronized (cycle) {
      count = cycle.counted(subject.credential());
    }
    var limit = limit(subject, outcome.at());
    if (limit.isPresent() && count >= (long) (limit.getAsLong() * policy.quotaThreshold())) {
      exhausted(subject, "quota_threshold", outcome.at());
    }
  }

  private OptionalLong limit(Subject subject, Instant now) {
    OptionalLong smallest = OptionalLong.empty();
    for (WindowState window : ledger.windows(subject, now)) {
      if (window.rule().unit() == Unit.REQUESTS && window.limit().orElse(0) > 0) {
        if (window.rule().primary()) {
          return window.limit();
        }
        smallest =
            OptionalLong.of(Math.min(smallest.orElse(Long.MAX_VALUE), window.limit().getAsLong()));
      }
    }
    return smallest;
  }

  /**
   * A cooldown began that covers one credential. One of at least {@code threshold} means that it is
   * used up.
   */
  public void cooledDown(
      Subject subject, Duration length, Duration threshold, String cause, Instant now) {
    if (length.compareTo(threshold) >= 0) {
      exhausted(subject, "cooldown_" + cause, now);
    }
  }

  /** The credential is used up for the subject. */
  public void exhausted(Subject subject, String reason, Instant now) {
    var policy = surroundings.policy(subject.provider());
    if (!policy.enabled()) {
      return;
    }
    var cycle = cycle(subject, policy, now);
    synchronized (cycle) {
      if (!cycle.exhaust(subject.credential(), reason, now)) {
        return;
      }
    }
    complete(key(subject, policy), cycle, policy, now);
  }

  /** Credentials were added, removed, enabled or disabled: a cycle may be complete without them. */
  public void peersChanged(String provider, Instant now) {
    var policy = surroundings.policy(provider);
    cycles.forEach(
        (key, cycle) -> {
          if (key.provider().equals(provider)) {
            complete(key, cycle, policy, now);
          }
        });
  }

  /** Ends the cycle if every peer is used up, unless one is about to return by itself. */
  private void complete(Key key, Cycle cycle, FairCyclePolicy policy, Instant now) {
    List<String> peers =
        surroundings.peers(key.provider()).stream()
            .filter(
                peer -> policy.crossTier() || surroundings.tier(key.provider(), peer) == key.tier())
            .toList();
    List<String> freed;
    synchronized (cycle) {
      if (peers.isEmpty() || !peers.stream().allMatch(cycle::isExhausted)) {
        cycle.complete = false;
        return;
      }
      cycle.complete = true;
      cycle.guardedUntil = guardedUntil(key, peers, policy, now);
      freed = now.isBefore(cycle.guardedUntil) ? cycle.exhausted() : cycle.restart(now);
    }
    freed.forEach(credential -> surroundings.wake(key.provider(), credential));
  }

  private Instant guardedUntil(Key key, List<String> peers, FairCyclePolicy policy, Instant now) {
    var guard = now.plus(policy.resetGuard());
    return peers.stream()
        .flatMap(peer -> surroundings.cooldownEnd(key.provider(), peer, key.scope()).stream())
        .filter(end -> end.isAfter(now) && end.isBefore(guard))
        .max(Instant::compareTo)
        .orElse(now);
  }

  /** How a credential stands for a model or quota group. */
  public View view(Subject subject) {
    var policy = surroundings.policy(subject.provider());
    var cycle = policy.enabled() ? cycles.get(key(subject, policy)) : null;
    if (cycle == null) {
      return new View(false, Optional.empty(), 0);
    }
    synchronized (cycle) {
      return cycle.view(subject.credential());
    }
  }

  private Cycle cycle(Subject subject, FairCyclePolicy policy, Instant now) {
    return cycles.computeIfAbsent(key(subject, policy), _ -> new Cycle(now));
  }

  private Key key(Subject subject, FairCyclePolicy policy) {
    String scope = policy.tracking() == Tracking.CREDENTIAL ? EVERYTHING : subject.quotaScope();
    int tier = policy.crossTier() ? 0 : surroundings.tier(subject.provider(), subject.credential());
    return new Key(subject.provider(), scope, tier);
  }

  /** One cycle. Guarded by its monitor. */
  private static final class Cycle {
    private final Map<String, String> reasons = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private Instant start;
    private Instant guardedUntil = Instant.EPOCH;
    private boolean complete;

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

    View view(String credential) {
      return new View(
          isExhausted(credential),
          Optional.ofNullable(reasons.get(credential)),
          counts.getOrDefault(credential, 0L));
    }
  }
}
