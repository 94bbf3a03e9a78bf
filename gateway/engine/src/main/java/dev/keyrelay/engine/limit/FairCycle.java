package dev.keyrelay.engine.limit;

import dev.keyrelay.engine.config.FairCyclePolicy;
import dev.keyrelay.engine.config.FairCyclePolicy.Tracking;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.Unit;
import dev.keyrelay.engine.usage.UsageObserver;
import dev.keyrelay.engine.usage.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Fair cycle: a credential that is used up stays out until every peer of its tier was used up too,
 * or the cycle's duration is over. Peers are all configured, enabled credentials of the tier,
 * whatever one request has tried.
 *
 * <p>{@link FairCycleSection} keeps flags and counts. Call {@link #peersChanged} once the pools are
 * there, because peers may have gone meanwhile.
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

    /** A credential is used up, for all who share it. */
    default void usedUp(Subject subject, String reason, Instant at) {}

    /** A cycle begins anew for all who share it, though not every credential is used up. */
    default void beganAnew(String provider, String scope, int tier, Instant at) {}
  }

  /** A state of one credential in its cycle. */
  public record View(boolean exhausted, Optional<String> reason, long requests) {}

  /** A credential in a cycle. */
  record Part(Cycle.Key key, String credential) {}

  private static final String EVERYTHING = "";

  private final Ledger ledger;
  private final Surroundings surroundings;
  private final Map<Cycle.Key, Cycle> cycles = new ConcurrentHashMap<>();
  private final Set<Part> changed = ConcurrentHashMap.newKeySet();

  public FairCycle(Ledger ledger, Surroundings surroundings) {
    this.ledger = ledger;
    this.surroundings = surroundings;
  }

  @Override
  public Verdict check(Subject subject, Instant now) {
    var policy = surroundings.policy(subject.provider());
    var key = key(subject, policy);
    var cycle = policy.enabled() ? cycles.get(key) : null;
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
        freed = restart(key, cycle, now);
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
    changed.add(new Part(key(subject, policy), subject.credential()));
    var limit = limit(subject, outcome.at());
    if (limit.isPresent() && count >= (long) (limit.getAsLong() * policy.quotaThreshold())) {
      exhausted(subject, "quota_threshold", outcome.at());
    }
  }

  private OptionalLong limit(Subject subject, Instant now) {
    OptionalLong smallest = OptionalLong.empty();
    for (WindowState window : ledger.windows(subject, now)) {
      boolean counts = window.rule().only().isEmpty() && window.rule().unit() == Unit.REQUESTS;
      if (counts && window.limit().orElse(0) > 0) {
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
    changed.add(new Part(key(subject, policy), subject.credential()));
    surroundings.usedUp(subject, reason, now);
    complete(key(subject, policy), cycle, policy, now);
  }

  /**
   * No credential can serve a model or quota group now. The cycle is fair among those who can: it
   * begins anew rather than hold back the last ones, because a peer may be revoked, or rest for
   * hours, without ever being used up.
   *
   * @return whether it held somebody back
   */
  public boolean giveWay(String provider, String quotaScope, Instant now) {
    var policy = surroundings.policy(provider);
    String scope = policy.tracking() == Tracking.CREDENTIAL ? EVERYTHING : quotaScope;
    boolean gaveWay = false;
    for (var entry : cycles.entrySet()) {
      var key = entry.getKey();
      if (policy.enabled() && key.provider().equals(provider) && key.scope().equals(scope)) {
        List<String> freed;
        synchronized (entry.getValue()) {
          freed = entry.getValue().exhausted();
          if (!freed.isEmpty()) {
            restart(key, entry.getValue(), now);
            surroundings.beganAnew(provider, scope, key.tier(), now);
          }
        }
        freed.forEach(credential -> surroundings.wake(provider, credential));
        gaveWay |= !freed.isEmpty();
      }
    }
    return gaveWay;
  }

  /** Another instance began a cycle anew; one that began later here goes on. */
  public void beginAnew(String provider, String scope, int tier, Instant at) {
    var key = new Cycle.Key(provider, scope, tier);
    var cycle = cycles.get(key);
    if (cycle == null) {
      return;
    }
    List<String> freed;
    synchronized (cycle) {
      freed = cycle.start.isAfter(at) ? List.of() : restart(key, cycle, at);
    }
    freed.forEach(credential -> surroundings.wake(provider, credential));
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
  private void complete(Cycle.Key key, Cycle cycle, FairCyclePolicy policy, Instant now) {
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
      freed = now.isBefore(cycle.guardedUntil) ? cycle.exhausted() : restart(key, cycle, now);
    }
    freed.forEach(credential -> surroundings.wake(key.provider(), credential));
  }

  private List<String> restart(Cycle.Key key, Cycle cycle, Instant now) {
    cycle.credentials().forEach(credential -> changed.add(new Part(key, credential)));
    return cycle.restart(now);
  }

  private Instant guardedUntil(
      Cycle.Key key, List<String> peers, FairCyclePolicy policy, Instant now) {
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

  @Override
  public String name() {
    return "fair_cycle";
  }

  /** Whose state has changed since this was last asked, each with the cycle. */
  void drain(BiConsumer<Part, Cycle> visitor) {
    for (Part part : List.copyOf(changed)) {
      changed.remove(part);
      var cycle = cycles.get(part.key());
      if (cycle != null) {
        visitor.accept(part, cycle);
      }
    }
  }

  /** The cycle of a key, begun at an instant if there is none. */
  Cycle cycle(Cycle.Key key, Instant start) {
    return cycles.computeIfAbsent(key, _ -> new Cycle(start));
  }

  void forget(String provider, String credential) {
    cycles.forEach(
        (key, cycle) -> {
          if (key.provider().equals(provider)) {
            synchronized (cycle) {
              cycle.forget(credential);
            }
          }
        });
  }

  private Cycle cycle(Subject subject, FairCyclePolicy policy, Instant now) {
    return cycle(key(subject, policy), now);
  }

  private Cycle.Key key(Subject subject, FairCyclePolicy policy) {
    String scope = policy.tracking() == Tracking.CREDENTIAL ? EVERYTHING : subject.quotaScope();
    int tier = policy.crossTier() ? 0 : surroundings.tier(subject.provider(), subject.credential());
    return new Cycle.Key(subject.provider(), scope, tier);
  }
}
