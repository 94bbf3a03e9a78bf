package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.limit.Limit;
import dev.keyrelay.engine.usage.UsageLedger;
import dev.keyrelay.spi.Credential;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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

  private final Parts parts;
  private final Affinity affinity;
  private final Lending lending;
  private final PoolLock lock = new PoolLock();

  /** A credential and its rank; 1 is the best. */
  public record Entry(Credential credential, int priority) {}

  /** What a pool is made of. */
  public record Parts(
      Cooldowns cooldowns,
      List<Limit> limits,
      UsageLedger ledger,
      PoolListener listener,
      InstantSource clock,
      RandomGenerator random) {

    /** Every limit that is asked, cooldowns first. */
    List<Limit> allLimits() {
      return Stream.concat(Stream.of(cooldowns), limits.stream()).toList();
    }
  }

  public CredentialPool(String provider, List<Entry> entries, PoolRules rules, Parts parts) {
    this.parts = parts;
    this.affinity = new Affinity(rules.sessions(), parts.clock());
    this.lending =
        new Lending(
            new Members(provider, entries, rules, parts.allLimits()), affinity, parts, lock);
  }

  private Members present() {
    return lending.members();
  }

  /** The provider whose credentials these are. */
  public String provider() {
    return present().provider();
  }

  /** The rules in force. */
  public PoolRules rules() {
    return present().rules();
  }

  /**
   * Chooses by other rules from now on; leases stay as they are. How long and how many
   * conversations are remembered is not changed.
   */
  public void follow(PoolRules other) {
    try (var _ = lock.take()) {
      lending.follow(other);
    }
  }

  /** Lends a credential at once, or says why not. */
  public LeaseResult tryLease(LeaseWish wish) {
    return lending.now(wish);
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
    return lending.patiently(wish, most, briefly);
  }

  /** Whether the provider has failed so often that others are to be asked first for a model. */
  public boolean setAside(String model, Instant now) {
    return parts.cooldowns().ofProvider(provider(), model, now).isPresent();
  }

  /** When a model may be tried that has failed so often that it is refused; empty if it is not. */
  public Optional<Instant> reopens(String model) {
    return parts
        .cooldowns()
        .closed(provider(), model, parts.clock().instant())
        .flatMap(closed -> closed.until());
  }

  /** Another pool of the same credentials has one serve a conversation. */
  public void bind(long mark, String credential) {
    try (var _ = lock.take()) {
      present().find(credential).ifPresent(member -> affinity.bind(mark, member));
    }
  }

  /** What held a credential back may have changed: it is asked again by the next choice. */
  public void wake(String credential) {
    lending.wake(credential);
  }

  /** Takes a credential out of the choice, or lets it in again; whether it is in the pool. */
  public boolean setDisabled(String credential, boolean disabled) {
    try (var _ = lock.take()) {
      var member = present().find(credential);
      if (member.isPresent() && present().setDisabled(member.get(), disabled)) {
        lock.changed();
      }
      return member.isPresent();
    }
  }

  /**
   * Puts a refreshed credential in the place of the one with the same id; whether there was one.
   *
   * @param priority its rank, which it may not have known before
   */
  public boolean replace(Credential fresh, int priority) {
    try (var _ = lock.take()) {
      var member = present().find(fresh.id());
      if (member.isPresent() && present().replace(member.get(), fresh, priority)) {
        lock.changed();
      }
      return member.isPresent();
    }
  }

  /**
   * From now on the pool has these credentials, in this order. Those that stay keep their rank and
   * their renewed tokens; attempts of those that go end as usual, and get no successor.
   */
  public void changeTo(List<Entry> entries) {
    try (var _ = lock.take()) {
      lending.follow(present().changedTo(entries));
    }
  }

  /** Whether a credential is in the pool. */
  public boolean has(String credential) {
    return present().find(credential).isPresent();
  }

  /** The priority of a credential; 1 if it is not in the pool. */
  public int priority(String credential) {
    return present().find(credential).map(member -> member.priority).orElse(1);
  }

  /** What a wish would lead to now. Lends nothing, draws nothing, remembers nothing. */
  public Choice explain(LeaseWish wish) {
    return new Explanation(snapshot(wish), wish, rules(), parts.allLimits(), parts.ledger())
        .choice();
  }

  private Explanation.Snapshot snapshot(LeaseWish wish) {
    try (var _ = lock.take()) {
      Instant now = parts.clock().instant();
      return new Explanation.Snapshot(
          provider(),
          present().all().stream().map(Explanation.Seen::of).toList(),
          present().lanes().current(wish.model()),
          affinity.peek(wish.conversation()).map(Bound::view),
          parts.cooldowns().ofProvider(provider(), wish.model(), now),
          parts.cooldowns().closed(provider(), wish.model(), now),
          now);
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
    try (var _ = lock.take()) {
      return present().views();
    }
  }

  /** How many attempts are under way. */
  public int inFlight() {
    return members().stream().mapToInt(MemberView::inFlight).sum();
  }

  /** How many credentials there are. */
  public int size() {
    return present().all().size();
  }
}
