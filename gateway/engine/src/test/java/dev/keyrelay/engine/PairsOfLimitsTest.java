package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.pool.Candidate;
import dev.keyrelay.engine.pool.Conversation;
import dev.keyrelay.engine.pool.Denied;
import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.pool.LeaseWish;
import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule that holds a credential back, with every other: while either holds nothing is lent,
 * both are shown, and when both have ended the credential serves.
 */
final class PairsOfLimitsTest {

  /**
   * A rule, what it is called, and the seconds until which it surely holds and has surely ended.
   */
  private enum Hold {
    CONCURRENCY("concurrency", 40, 40, "MAX_CONCURRENT_REQUESTS_PER_KEY_P", "1"),
    RATE("rate_limit", 55, 65, "RATE_LIMIT_P_ALL", "2rpm"),
    USERS_WINDOW("quota_window", 3_600, 3_600, "QUOTA_WINDOW_P_ALL", "2/1h"),
    CAP("custom_cap", 86_400, 86_400, "CUSTOM_CAP_P_TDEFAULT_M", "2"),
    STATED_RATE("stated_rate", 1, 60),
    TOLD_WINDOW("quota_window", 600, 600),
    COOLDOWN("cooldown", 100, 100),
    LOCKOUT("cooldown", 300, 300),
    FAIR_CYCLE("fair_cycle", 7_200, 7_200, "FAIR_CYCLE_DURATION_P", "2h"),
    DISABLED("operator", 50, 50),
    OUTAGE("outage", 10, 10);

    private final String limit;
    private final int from;
    private final int to;
    private final List<String> variable;

    Hold(String limit, int from, int to, String... variable) {
      this.limit = limit;
      this.from = from;
      this.to = to;
      this.variable = List.of(variable);
    }
  }

  private static final Subject SUBJECT = new Subject("p", "k0", "m", Optional.empty());

  private static Stream<List<Hold>> pairs() {
    return Arrays.stream(Hold.values())
        .flatMap(one -> Arrays.stream(Hold.values()).map(other -> List.of(one, other)))
        .filter(pair -> pair.getFirst().compareTo(pair.getLast()) <= 0);
  }

  private final Map<Hold, Lease> open = new HashMap<>();
  private boolean used;

  /** Another credential is there, so that the fair cycle has somebody to wait for. */
  private static LimitedPool pool(List<Hold> pair) {
    var variables = new HashMap<String, String>();
    variables.put("FAIR_CYCLE_P", pair.contains(Hold.FAIR_CYCLE) ? "yes" : "no");
    for (Hold hold : pair) {
      if (!hold.variable.isEmpty()) {
        variables.put(hold.variable.getFirst(), hold.variable.getLast());
      }
    }
    var pool = new LimitedPool(variables, 1, 1);
    assertThat(pool.findings.all()).isEmpty();
    return pool;
  }

  private static LeaseWish wish() {
    return new LeaseWish("m", Optional.empty(), Conversation.UNKNOWN, Set.of("k1"));
  }

  private void begin(Hold hold, LimitedPool pool) {
    var ledger = pool.limits.ledger();
    Instant now = pool.clock.instant();
    switch (hold) {
      case CONCURRENCY -> open.put(hold, (Lease) pool.pool.tryLease(wish()));
      case RATE, USERS_WINDOW, CAP -> useTwice(pool);
      case STATED_RATE -> ledger.apply("p", "k0", List.of(reading("requests_per_minute", 60)), now);
      case TOLD_WINDOW -> ledger.apply("p", "k0", List.of(reading("5h", 7_200)), now);
      case COOLDOWN -> fail(pool, FailureKind.RATE_LIMITED, Optional.of(Duration.ofSeconds(100)));
      case LOCKOUT -> fail(pool, FailureKind.BAD_CREDENTIAL, Optional.empty());
      case FAIR_CYCLE -> pool.limits.fairCycle().exhausted(SUBJECT, "test", now);
      case DISABLED -> pool.limits.setDisabled("p", "k0", true);
      case OUTAGE -> {
        for (int i = 0; i < 3; i++) {
          fail(pool, FailureKind.SERVER_ERROR, Optional.empty());
        }
      }
    }
  }

  private void useTwice(LimitedPool pool) {
    for (int i = 0; i < 2 && !used; i++) {
      var ledger = pool.limits.ledger();
      ledger.begin(SUBJECT, pool.clock.instant());
      ledger.record(
          new Outcome(
              SUBJECT,
              Outcome.Result.SUCCEEDED,
              Optional.empty(),
              Optional.of(TokenUsage.of(1, 1)),
              pool.clock.instant()));
    }
    used = true;
  }

  private static QuotaReading reading(String window, int seconds) {
    var reset = new LimitedPool(Map.of(), 1).clock.instant().plusSeconds(seconds);
    return QuotaReading.spent("m", window, 60, Optional.of(reset));
  }

  private static void fail(LimitedPool pool, FailureKind kind, Optional<Duration> hint) {
    Instant now = pool.clock.instant();
    var failure = new Failure(kind, "no", Optional.empty(), hint);
    pool.limits.cooldowns().failed(SUBJECT, failure, now, now);
  }

  /** What does not end by itself. */
  private void end(Hold hold, LimitedPool pool) {
    if (hold == Hold.CONCURRENCY && open.containsKey(hold)) {
      open.remove(hold).cancel(Optional.empty());
    } else if (hold == Hold.DISABLED) {
      pool.limits.setDisabled("p", "k0", false);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void bothHoldAndWhenBothHaveEndedTheCredentialServes(List<Hold> pair) {
    var pool = pool(pair);
    Instant start = pool.clock.instant();
    pair.stream().distinct().forEach(hold -> begin(hold, pool));

    assertThat(pool.pool.explain(wish()).candidates())
        .filteredOn(candidate -> candidate.credential().id().equals("k0"))
        .flatExtracting(Candidate::exclusions)
        .extracting(Candidate.Exclusion::limit)
        .contains(pair.getFirst().limit, pair.getLast().limit);
    assertThat(pool.pool.tryLease(wish())).isInstanceOf(Denied.class);
    var inOrder = pair.stream().distinct().sorted((a, b) -> Integer.compare(a.to, b.to)).toList();
    for (Hold hold : inOrder) {
      boolean last = hold == inOrder.getLast();
      var held = start.plusSeconds(last ? hold.from : hold.to).minusMillis(1);
      boolean surely = last || start.plusSeconds(inOrder.getLast().from).isAfter(held);
      if (surely && held.isAfter(pool.clock.instant())) {
        until(pool, held);
        assertThat(pool.pool.tryLease(wish())).as("before " + hold).isInstanceOf(Denied.class);
      }
      until(pool, start.plusSeconds(hold.to));
      end(hold, pool);
    }
    assertThat(pool.pool.tryLease(wish())).isInstanceOf(Lease.class);
  }

  private static void until(LimitedPool pool, Instant time) {
    if (time.isAfter(pool.clock.instant())) {
      pool.clock.advance(Duration.between(pool.clock.instant(), time));
    }
  }
}
