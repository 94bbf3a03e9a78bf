package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.UsageLedger;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Lends the members of a pool, one attempt at a time, and takes them back. */
final class Lending {

  private final PoolLock lock;
  private final Cooldowns cooldowns;
  private final UsageLedger ledger;
  private final PoolListener listener;
  private final InstantSource clock;
  private final Affinity affinity;
  private final Aftermath aftermath;
  private final Choosing choosing;
  private volatile Members members;

  Lending(Members members, Affinity affinity, CredentialPool.Parts parts, PoolLock lock) {
    this.lock = lock;
    this.cooldowns = parts.cooldowns();
    this.ledger = parts.ledger();
    this.listener = parts.listener();
    this.clock = parts.clock();
    this.affinity = affinity;
    this.aftermath = new Aftermath(cooldowns, ledger, listener);
    this.choosing = new Choosing(members, affinity, parts, this::granted);
    this.members = members;
  }

  Members members() {
    return members;
  }

  /** Lends others from now on. Call with the lock. */
  void follow(Members others) {
    members = others;
    choosing.follow(others);
    lock.changed();
  }

  /** Lends by other rules from now on. Call with the lock. */
  void follow(PoolRules rules) {
    members.follow(rules);
    choosing.follow(rules);
    lock.changed();
  }

  /** Lends a member at once, or says why not. */
  LeaseResult now(LeaseWish wish) {
    try (var _ = lock.take()) {
      return choosing.choose(wish, clock.instant(), true);
    }
  }

  /**
   * Lends a member, waiting for one that is busy, in this pool or in another of its credentials.
   */
  LeaseResult patiently(LeaseWish wish, Duration most, Duration briefly)
      throws InterruptedException {
    var result = here(wish, most, briefly);
    return result instanceof Lease lease && lease.member().limited()
        ? new SlotSearch(this, listener).from(wish, lease, most, briefly)
        : result;
  }

  /** Lends a member, waiting for one that is busy, whatever other pools do with it. */
  LeaseResult here(LeaseWish wish, Duration most, Duration briefly) throws InterruptedException {
    var waiting = new Waiting(most, briefly, members.rules().sessions().patience());
    try (var _ = lock.takeInterruptibly()) {
      while (true) {
        Instant now = clock.instant();
        var result = choosing.choose(wish, now, !waiting.patient());
        if (!(result instanceof Denied denied)) {
          return result;
        }
        var nap = waiting.next(denied, now);
        if (nap.isEmpty()) {
          return denied;
        }
        waiting.spent(lock.await(nap.getAsLong()));
      }
    }
  }

  /** Waits for a change, for so long at most; how long it was. */
  long nap(long nanos) throws InterruptedException {
    try (var _ = lock.takeInterruptibly()) {
      return lock.await(nanos);
    }
  }

  private Lease granted(
      LeaseWish wish, Lane lane, Member member, Optional<Bound> known, Instant now) {
    member.inFlight++;
    tellBound(wish.conversation(), known, member);
    var session = affinity.bind(wish.conversation(), known, member);
    var lease = new Lease(this, member, lane.subject(member), now, session);
    session.ifPresent(one -> one.lent(lease.subject().model(), now));
    cooldowns.begun(lease.subject(), now);
    ledger.begin(lease.subject(), now);
    return lease;
  }

  /** A conversation without an id has another mark with each turn. */
  private void tellBound(Conversation conversation, Optional<Bound> known, Member member) {
    boolean stays = known.isPresent() && known.get().member.equals(member);
    if (members.all().size() > 1 && !(stays && conversation.named().isPresent())) {
      conversation.mark().ifPresent(mark -> listener.bound(members.provider(), mark, member.id()));
    }
  }

  /** Upstream answered an attempt. */
  void answered(Lease lease, Headers headers) {
    listener.answered(lease.subject(), headers);
  }

  /** An error told of quotas. */
  void told(Lease lease, List<QuotaReading> readings) {
    listener.told(lease.subject(), readings);
  }

  /** An attempt is being answered, which disproves what held its credential back. */
  void serves(Lease lease) {
    if (cooldowns.serves(lease.subject(), lease.begun())) {
      wake(lease.subject().credential());
    }
  }

  /** An attempt will not be made. */
  void unused(Lease lease) {
    aftermath.unused(lease);
    takeBack(lease, Optional.empty(), clock.instant());
  }

  /** An attempt has ended; the cooldown that follows, if any. */
  Optional<Cooldown> ended(
      Lease lease, Outcome.Result result, Optional<Failure> failure, Optional<TokenUsage> usage) {
    Instant now = clock.instant();
    var cooldown = aftermath.of(lease, result, failure, usage, now, members.enabled());
    takeBack(lease, usage, now);
    return cooldown;
  }

  private void takeBack(Lease lease, Optional<TokenUsage> usage, Instant now) {
    var member = lease.member();
    try (var _ = lock.take()) {
      member.inFlight--;
      member.recount(lease.subject(), now, ledger);
      lease.session().ifPresent(session -> usage.ifPresent(session::served));
      for (Lane lane : List.copyOf(member.waitingIn)) {
        lane.release(member);
      }
      lock.changed();
    }
  }

  /** What held a credential back may have changed: it is asked again by the next choice. */
  void wake(String credential) {
    try (var _ = lock.take()) {
      members.find(credential).ifPresent(members::release);
      lock.changed();
    }
  }
}
