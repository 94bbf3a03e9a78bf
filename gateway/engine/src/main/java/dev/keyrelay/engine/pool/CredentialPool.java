package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.limit.Limit;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.UsageLedger;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The credentials of one provider. Lends them, one attempt at a time, by priority, limits, affinity
 * and rotation. The cost of a choice does not grow with the number of credentials.
 *
 * <p>Safe for use by several threads. One lock guards the members and lanes; it is never held over
 * I/O, and limits are asked under it.
 */
public final class CredentialPool {

  private final String provider;
  private volatile PoolRules rules;
  private final Cooldowns cooldowns;
  private final List<Limit> limits;
  private final UsageLedger ledger;
  private final InstantSource clock;
  private final Affinity affinity;
  private final RandomGenerator random;
  private final PoolListener listener;
  private final Aftermath aftermath;
  private final Choosing choosing;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Members members;
  private int waiters;

  /** A credential and its rank; 1 is the best. */
  public record Entry(Credential credential, int priority) {}

  /** What a pool is made of. */
  public record Parts(
      Cooldowns cooldowns,
      List<Limit> limits,
      UsageLedger ledger,
      PoolListener listener,
      InstantSource clock,
      RandomGenerator random) {}

  public CredentialPool(String provider, List<Entry> entries, PoolRules rules, Parts parts) {
    this.provider = provider;
    this.rules = rules;
    this.cooldowns = parts.cooldowns();
    this.limits = Stream.concat(Stream.of(cooldowns), parts.limits().stream()).toList();
    this.ledger = parts.ledger();
    this.listener = parts.listener();
    this.aftermath = new Aftermath(cooldowns, ledger, listener);
    this.clock = parts.clock();
    this.random = parts.random();
    this.affinity = new Affinity(rules.sessions(), clock);
    this.members = new Members(provider, entries, rules, limits);
    this.choosing =
        new Choosing(
            provider,
            cooldowns,
            listener,
            members,
            affinity,
            this::granted,
            rules,
            Selection.of(rules, ledger, random));
  }

  /** The provider whose credentials these are. */
  public String provider() {
    return provider;
  }

  /** The rules in force. */
  public PoolRules rules() {
    return rules;
  }

  /**
   * Chooses by other rules from now on; leases stay as they are. How long and how many
   * conversations are remembered is not changed.
   */
  public void follow(PoolRules other) {
    lock.lock();
    try {
      rules = other;
      choosing.follow(other, Selection.of(other, ledger, random));
      members.follow(other);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lends a credential at once, or says why not. */
  public LeaseResult tryLease(LeaseWish wish) {
    lock.lock();
    try {
      return choosing.choose(wish, clock.instant(), true);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lends a credential, waiting for one that is busy.
   *
   * @param most the longest wait
   * @param briefly the longest wait for a rate's next slot, or for the request that tries whether
   *     the provider serves again
   * @throws InterruptedException if the calling thread was interrupted
   */
  public LeaseResult lease(LeaseWish wish, Duration most, Duration briefly)
      throws InterruptedException {
    var result = leaseHere(wish, most, briefly);
    return result instanceof Lease lease && lease.member().limited()
        ? new SlotSearch(this, listener).from(wish, lease, most, briefly)
        : result;
  }

  /** Waits for a change, for so long at most; how long it was. */
  long nap(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return await(nanos);
    } finally {
      lock.unlock();
    }
  }

  /** Lends a credential, whatever other pools do with it. */
  LeaseResult leaseHere(LeaseWish wish, Duration most, Duration briefly)
      throws InterruptedException {
    var waiting = new Waiting(most, briefly, rules.sessions().patience());
    lock.lockInterruptibly();
    try {
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
        waiting.spent(await(nap.getAsLong()));
      }
    } finally {
      lock.unlock();
    }
  }

  private long await(long nanos) throws InterruptedException {
    waiters++;
    try {
      long left = changed.awaitNanos(nanos);
      return nanos - Math.max(0, left);
    } finally {
      waiters--;
    }
  }

  /** Whether the provider has failed so often that others are to be asked first for a model. */
  public boolean setAside(String model, Instant now) {
    return cooldowns.ofProvider(provider, model, now).isPresent();
  }

  /** When a model may be tried that has failed so often that it is refused; empty if it is not. */
  public Optional<Instant> reopens(String model) {
    return cooldowns.closed(provider, model, clock.instant()).flatMap(closed -> closed.until());
  }

  private Lease granted(
      LeaseWish wish, Lane lane, Member member, Optional<Bound> known, Instant now) {
    member.inFlight++;
    tell(wish.conversation(), known, member);
    var session = affinity.bind(wish.conversation(), known, member);
    var lease = new Lease(this, member, lane.subject(member), now, session);
    session.ifPresent(one -> one.lent(lease.subject().model(), now));
    cooldowns.begun(lease.subject(), now);
    ledger.begin(lease.subject(), now);
    return lease;
  }

  /** A conversation without an id has another mark with each turn. */
  private void tell(Conversation conversation, Optional<Bound> known, Member member) {
    boolean stays = known.isPresent() && known.get().member.equals(member);
    if (members.all().size() > 1 && !(stays && conversation.named().isPresent())) {
      conversation.mark().ifPresent(mark -> listener.bound(provider, mark, member.id()));
    }
  }

  /** Another pool of the same credentials has one serve a conversation. */
  public void bind(long mark, String credential) {
    lock.lock();
    try {
      members.find(credential).ifPresent(member -> affinity.bind(mark, member));
    } finally {
      lock.unlock();
    }
  }

  /** Upstream answered an attempt. */
  void answered(Lease lease, Headers headers) {
    aftermath.answered(lease, headers);
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
    giveBack(lease, Optional.empty(), clock.instant());
  }

  private void giveBack(Lease lease, Optional<TokenUsage> usage, Instant now) {
    lock.lock();
    try {
      lease.member().inFlight--;
      lease.member().recount(lease.subject(), now, ledger);
      lease.session().ifPresent(session -> usage.ifPresent(session::served));
      wake(lease.member());
    } finally {
      lock.unlock();
    }
  }

  /** An attempt has ended. */
  Optional<Cooldown> ended(
      Lease lease, Outcome.Result result, Optional<Failure> failure, Optional<TokenUsage> usage) {
    Instant now = clock.instant();
    var cooldown = aftermath.of(lease, result, failure, usage, now, members.enabled());
    giveBack(lease, usage, now);
    return cooldown;
  }

  /** What held a credential back may have changed: it is asked again by the next choice. */
  public void wake(String credential) {
    lock.lock();
    try {
      members.find(credential).ifPresent(members::release);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void wake(Member member) {
    for (Lane lane : List.copyOf(member.waitingIn)) {
      lane.release(member);
    }
    if (waiters > 0) {
      changed.signalAll();
    }
  }

  /** Takes a credential out of the choice, or lets it in again; whether it is in the pool. */
  public boolean setDisabled(String credential, boolean disabled) {
    lock.lock();
    try {
      var member = members.find(credential);
      if (member.isPresent() && members.setDisabled(member.get(), disabled)) {
        changed.signalAll();
      }
      return member.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts a refreshed credential in the place of the one with the same id; whether there was one.
   *
   * @param priority its rank, which it may not have known before
   */
  public boolean replace(Credential fresh, int priority) {
    lock.lock();
    try {
      var member = members.find(fresh.id());
      if (member.isPresent() && members.replace(member.get(), fresh, priority)) {
        changed.signalAll();
      }
      return member.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /**
   * From now on the pool has these credentials, in this order. Those that stay keep their rank and
   * their renewed tokens; attempts of those that go end as usual, and get no successor.
   */
  public void changeTo(List<Entry> entries) {
    lock.lock();
    try {
      members = members.changedTo(entries);
      choosing.follow(members);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a credential is in the pool. */
  public boolean has(String credential) {
    return members.find(credential).isPresent();
  }

  /** The priority of a credential; 1 if it is not in the pool. */
  public int priority(String credential) {
    return members.find(credential).map(member -> member.priority).orElse(1);
  }

  /** What a wish would lead to now. Lends nothing, draws nothing, remembers nothing. */
  public Choice explain(LeaseWish wish) {
    return new Explanation(snapshot(wish), wish, rules, limits, ledger).choice();
  }

  private Explanation.Snapshot snapshot(LeaseWish wish) {
    lock.lock();
    try {
      Instant now = clock.instant();
      return new Explanation.Snapshot(
          provider,
          members.all().stream().map(Explanation.Seen::of).toList(),
          members.lanes().current(wish.model()),
          affinity.peek(wish.conversation()).map(Bound::view),
          cooldowns.ofProvider(provider, wish.model(), now),
          cooldowns.closed(provider, wish.model(), now),
          now);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The remembered sessions with the most requests, the busiest first.
   *
   * @param credential whose; empty for those of all
   */
  public List<SessionView> busiest(Optional<String> credential, int most) {
    return new BusiestSessions(credential, most).of(affinity.all(), lock);
  }

  /** A credential as it stands now. */
  public record MemberView(
      Credential credential, int priority, int inFlight, int max, boolean disabled) {}

  /** Every credential, in configured order. */
  public List<MemberView> members() {
    lock.lock();
    try {
      return members.views();
    } finally {
      lock.unlock();
    }
  }

  /** How many attempts are under way. */
  public int inFlight() {
    return members().stream().mapToInt(MemberView::inFlight).sum();
  }

  /** How many credentials there are. */
  public int size() {
    return members.all().size();
  }
}
