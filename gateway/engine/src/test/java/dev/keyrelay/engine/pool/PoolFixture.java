package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.limit.CooldownRules;
import dev.keyrelay.engine.limit.Cooldowns;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.UsageLedger;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** A pool of keys k0, k1, … with a manual clock and a ledger that counts requests. */
final class PoolFixture {

  final ManualClock clock = new ManualClock();
  final Cooldowns cooldowns = new Cooldowns(CooldownRules.STANDARD);
  final List<Outcome> outcomes = new ArrayList<>();
  final Map<String, Long> requests = new HashMap<>();
  final CredentialPool pool;

  PoolFixture(int size, PoolRules rules) {
    this(size, rules, 1, new int[size]);
  }

  PoolFixture(int size, PoolRules rules, long seed, int[] extraPriority) {
    var ledger =
        new UsageLedger() {
          @Override
          public void record(Outcome outcome) {
            outcomes.add(outcome);
            requests.merge(outcome.subject().credential(), 1L, Long::sum);
          }

          @Override
          public long requests(Subject subject, Instant now) {
            return requests.getOrDefault(subject.credential(), 0L);
          }
        };
    var entries =
        IntStream.range(0, size)
            .mapToObj(
                i ->
                    new CredentialPool.Entry(
                        new Credential.ApiKey("k" + i, Secret.of("secret" + i)),
                        1 + extraPriority[i]))
            .toList();
    pool =
        new CredentialPool(
            "p",
            entries,
            rules,
            new CredentialPool.Parts(
                cooldowns, List.of(), ledger, PoolListener.NONE, clock, new Random(seed)));
    cooldowns.onEnded(key -> pool.wake(key.credential()));
  }

  static LeaseWish wish(String model, String... tried) {
    return new LeaseWish(model, Optional.empty(), Conversation.UNKNOWN, Set.of(tried));
  }

  static LeaseWish wish(Conversation conversation) {
    return new LeaseWish("m", Optional.empty(), conversation, Set.of());
  }

  LeaseResult take(LeaseWish wish) {
    return pool.tryLease(wish);
  }

  Lease lease(LeaseWish wish) {
    return (Lease) pool.tryLease(wish);
  }

  Denied denied(LeaseWish wish) {
    return (Denied) pool.tryLease(wish);
  }

  String serve(LeaseWish wish) {
    var lease = lease(wish);
    lease.succeed(Optional.empty());
    return lease.credential().id();
  }

  static Failure rateLimited() {
    return Failure.of(FailureKind.RATE_LIMITED, "slow down");
  }

  static Failure rateLimited(Duration retryAfter) {
    return new Failure(
        FailureKind.RATE_LIMITED, "slow down", Optional.empty(), Optional.of(retryAfter));
  }

  static Failure refused() {
    return Failure.of(FailureKind.BAD_CREDENTIAL, "no");
  }
}
