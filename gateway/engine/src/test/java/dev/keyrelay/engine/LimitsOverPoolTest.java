package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.engine.pool.Denied;
import dev.keyrelay.engine.pool.Lease;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What each variable of a limit does to the pool, by a clock that is moved by hand. */
final class LimitsOverPoolTest {

  private static final Optional<TokenUsage> TEN_TOKENS =
      Optional.of(new TokenUsage(6, 0, 0, 4, 0, OptionalDouble.empty(), false));

  private static final Duration HOUR = Duration.ofHours(1);

  private static LimitedPool pool(String... variables) {
    return pool(new int[] {1}, variables);
  }

  private static LimitedPool pool(int[] priorities, String... variables) {
    var all = new HashMap<String, String>(Map.of("FAIR_CYCLE_P", "no"));
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    var pool = new LimitedPool(all, priorities);
    assertThat(pool.findings.all()).isEmpty();
    return pool;
  }

  @Test
  void aRateOfTheCredentialCountsEveryModel() {
    var pool = pool("RATE_LIMIT_P_ALL", "5rpm");

    assertThat(pool.serveAll("a", 3)).isEqualTo(3);
    assertThat(pool.serveAll("b", 10)).isEqualTo(2);
    assertThat(pool.denied("a").reasons().toString()).contains("5 requests per minute");
    pool.clock.advance(Duration.ofSeconds(65));
    assertThat(pool.serveAll("a", 10)).isEqualTo(5);
  }

  @Test
  void aRequestWaitsForTheNextSlotOfARateIfItIsNear() throws Exception {
    var pool = pool("RATE_LIMIT_P_ALL", "2rpm");
    pool.serveAll("m", 2);
    var at = ((Denied.Prospect.Slot) pool.denied("m").prospect()).at();

    var told = pool.pool.lease(pool.wish("m"), Duration.ofHours(1), Duration.ofSeconds(10));
    assertThat(told).as("it is too far").isEqualTo(pool.denied("m"));
    assertThat(pool.denied("m").earliest()).hasValue(at);
    pool.clock.advance(Duration.between(pool.clock.instant(), at).minusSeconds(9));
    told = pool.pool.lease(pool.wish("m"), Duration.ofSeconds(8), Duration.ofSeconds(10));
    assertThat(told).as("the deadline is nearer").isInstanceOf(Denied.class);

    var waiting = new FutureTask<>(() -> pool.pool.lease(pool.wish("m"), HOUR, HOUR));
    var waiter = Thread.ofPlatform().start(waiting);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
    pool.clock.advance(Duration.ofSeconds(9));
    pool.pool.wake("k0");

    assertThat(waiting.get(1, TimeUnit.MINUTES)).isInstanceOf(Lease.class);
    assertThat(pool.take("m")).as("its slot, and the other one").isInstanceOf(Lease.class);
    assertThat(pool.take("m")).as("never more than the rate").isInstanceOf(Denied.class);
  }

  @Test
  void whatAnErrorTellsOfAQuotaMergesWithWhatWasCounted() {
    var pool = pool("QUOTA_GROUPS_P_G", "x,y");
    assertThat(pool.serveAll("x", 3)).isEqualTo(3);
    var midnight = pool.clock.instant().plus(Duration.ofHours(5));
    var lease = (Lease) pool.take("y");
    lease.told(List.of(QuotaReading.spent("y", "daily", 250, Optional.of(midnight))));
    lease.fail(
        new Failure(FailureKind.REQUEST_RATE, "no", Optional.empty(), Optional.empty()),
        Optional.empty());

    assertThat(pool.denied("x").reasons().keySet())
        .as("the model's group is spent")
        .containsExactly("quota of window daily used up");
    var subject = new Subject("p", "k0", "x", pool.groups.of("x"));
    var daily = pool.limits.ledger().windows(subject, pool.clock.instant()).getFirst();
    assertThat(daily.limit()).hasValue(250);
    assertThat(daily.used()).isEqualTo(250);
    assertThat(daily.endsAt()).hasValue(midnight);
    pool.clock.advance(Duration.ofHours(5));
    assertThat(pool.serveAll("x", 10)).isEqualTo(10);
  }

  @Test
  void aRateOfEachModelCountsModelsApartAndQuotaGroupsTogether() {
    var pool = pool("RATE_LIMIT_P_EACH", "5rpm", "QUOTA_GROUPS_P_G", "x,y*");

    assertThat(pool.serveAll("a", 10)).isEqualTo(5);
    assertThat(pool.serveAll("b", 10)).isEqualTo(5);
    assertThat(pool.serveAll("x", 3)).isEqualTo(3);
    assertThat(pool.serveAll("y1", 10)).isEqualTo(2);
  }

  @Test
  void aRateOfOneModelAndOfOneGroupHoldForThoseAlone() {
    var pool =
        pool(
            "RATE_LIMIT_P_GPT_5_MINI", "2rpm",
            "RATE_LIMIT_P_G", "3rpm",
            "QUOTA_GROUPS_P_G", "x,y");

    assertThat(pool.serveAll("gpt-5-mini", 10)).isEqualTo(2);
    assertThat(pool.serveAll("gpt-5", 10)).isEqualTo(10);
    assertThat(pool.serveAll("x", 10)).isEqualTo(3);
    assertThat(pool.serveAll("y", 10)).isZero();
  }

  @Test
  void tokensPerMinuteAreHeldByWhatAnswersUsed() {
    var pool = pool("RATE_LIMIT_P_ALL", "25tpm");

    assertThat(pool.serveAll("m", 10, TEN_TOKENS)).isEqualTo(3);
    pool.clock.advance(Duration.ofSeconds(65));
    assertThat(pool.serveAll("m", 10, TEN_TOKENS)).isEqualTo(3);
  }

  @Test
  void aTierHasItsOwnRate() {
    var pool = pool(new int[] {1, 2}, "RATE_LIMIT_P_ALL", "7rpm", "RATE_LIMIT_P_T2_ALL", "2rpm");

    assertThat(pool.serveAll("m", 100)).isEqualTo(7 + 2);
  }

  @Test
  void severalWindowsHoldAtOnceAndEachEndsByItself() {
    var pool = pool("QUOTA_WINDOW_P_ALL", "3/1h, 5/day@3, 12/week@mon@0, 14/month@0");
    pool.clock.advance(
        Duration.between(pool.clock.instant(), Instant.parse("2030-05-07T10:00:00Z")));

    assertThat(pool.serveAll("m", 100)).as("the hour").isEqualTo(3);
    pool.clock.advance(Duration.ofHours(1));
    assertThat(pool.serveAll("m", 100)).as("the day").isEqualTo(2);
    assertThat(pool.denied("m").earliest()).contains(Instant.parse("2030-05-08T03:00:00Z"));
    pool.clock.advance(Duration.ofHours(17));
    assertThat(pool.serveAll("m", 100)).as("the hour of the next day").isEqualTo(3);
    pool.clock.advance(Duration.ofHours(1));
    assertThat(pool.serveAll("m", 100)).as("its day").isEqualTo(2);
    pool.clock.advance(Duration.ofHours(24));
    assertThat(pool.serveAll("m", 100)).as("the week, which has two left").isEqualTo(2);
    assertThat(pool.denied("m").earliest()).contains(Instant.parse("2030-05-13T00:00:00Z"));
    pool.clock.advance(Duration.ofDays(4));
    assertThat(pool.serveAll("m", 100)).as("the month, which has two left").isEqualTo(2);
    assertThat(pool.denied("m").earliest()).contains(Instant.parse("2030-06-01T00:00:00Z"));
    pool.clock.advance(Duration.ofDays(20));
    assertThat(pool.serveAll("m", 100)).isEqualTo(3);
  }

  @Test
  void aWindowOfTokensCountsTokens() {
    var pool =
        pool("QUOTA_WINDOW_P_EACH", "30 tokens/1h", "QUOTA_WINDOW_P_OUT", "8 output_tokens/1h");

    assertThat(pool.serveAll("m", 100, TEN_TOKENS)).isEqualTo(3);
    assertThat(pool.serveAll("out", 100, TEN_TOKENS)).isEqualTo(2);
  }

  @Test
  void aWindowOfOneModelHoldsThoughTheModelIsInAGroup() {
    var pool =
        pool("QUOTA_GROUPS_P_G", "x,y", "QUOTA_WINDOW_P_X", "2/day", "QUOTA_WINDOW_P_G", "5/day");

    assertThat(pool.serveAll("x", 100)).isEqualTo(2);
    assertThat(pool.serveAll("y", 100)).isEqualTo(3);
  }

  @Test
  void aBurstOfFirstAttemptsDoesNotExceedAWindow() {
    var pool = pool("QUOTA_WINDOW_P_ALL", "3/day");

    var begun = pool.begin("m", 100);
    assertThat(begun).hasSize(3);
    begun.getFirst().cancel(Optional.empty());
    begun.get(1).succeed(Optional.empty());
    assertThat(pool.begin("m", 100)).isEmpty();
  }

  @Test
  void tiersHaveWindowsOfTheirOwn() {
    var pool =
        pool(
            new int[] {1, 2, 3},
            "QUOTA_WINDOW_P_TDEFAULT_ALL",
            "1/day",
            "QUOTA_WINDOW_P_T2_3_ALL",
            "4/day");

    assertThat(pool.serveAll("m", 100)).isEqualTo(1 + 4 + 4);
  }

  @Test
  void anAbsoluteCapIsForItsTierAndAnyModelId() {
    var pool =
        pool(
            new int[] {1, 2},
            "CUSTOM_CAP_P_T1_ORG_MODEL_2_5",
            "2",
            "CUSTOM_CAP_P_TDEFAULT_ORG_MODEL_2_5",
            "3");

    assertThat(pool.serveAll("org/model-2.5", 100)).isEqualTo(2 + 3);
    assertThat(pool.serveAll("org/model-2", 100)).isEqualTo(100);
  }

  @Test
  void capsRelativeToALimitFollowWhatUpstreamSays() {
    var pool = pool("CUSTOM_CAP_P_T1_A", "-2", "CUSTOM_CAP_P_T1_B", "50%");
    for (String model : new String[] {"a", "b"}) {
      pool.limits
          .ledger()
          .apply(
              "p",
              "k0",
              java.util.List.of(
                  new dev.keyrelay.spi.QuotaReading(
                      model,
                      "daily",
                      java.util.OptionalLong.of(10),
                      java.util.OptionalLong.of(0),
                      OptionalDouble.empty(),
                      Optional.of(pool.clock.instant().plus(Duration.ofHours(9))),
                      false,
                      Optional.empty())),
              pool.clock.instant());
    }

    assertThat(pool.serveAll("a", 100)).isEqualTo(8);
    assertThat(pool.serveAll("b", 100)).isEqualTo(5);
    pool.clock.advance(Duration.ofHours(9));
    assertThat(pool.serveAll("a", 100)).as("the next window").isEqualTo(8);
  }

  @Test
  void aCapOfAGroupCountsItsModelsTogetherAndACapOfNothingLendsNothing() {
    var pool =
        pool("QUOTA_GROUPS_P_G", "x,y", "CUSTOM_CAP_P_TDEFAULT_G", "4", "CUSTOM_CAP_P_T1_NO", "0");

    assertThat(pool.serveAll("x", 3)).isEqualTo(3);
    assertThat(pool.serveAll("y", 100)).isEqualTo(1);
    assertThat(pool.serveAll("no", 100)).isZero();
  }

  @Test
  void aCapRestsForAFixedTimeOrUntilAfterTheReset() {
    var pool =
        pool(
            "CUSTOM_CAP_P_T1_A", "2",
            "CUSTOM_CAP_COOLDOWN_P_T1_A", "fixed:1h",
            "CUSTOM_CAP_P_T1_B", "2",
            "CUSTOM_CAP_COOLDOWN_P_T1_B", "offset:1h");

    assertThat(pool.serveAll("a", 100)).isEqualTo(2);
    assertThat(pool.serveAll("b", 100)).isEqualTo(2);
    pool.clock.advance(Duration.ofHours(1));
    assertThat(pool.serveAll("a", 100)).isEqualTo(2);
    pool.clock.advance(Duration.ofHours(23));
    assertThat(pool.serveAll("b", 100)).as("the day is over, the hour after it is not").isZero();
    pool.clock.advance(Duration.ofHours(1));
    assertThat(pool.serveAll("b", 100)).isEqualTo(2);
  }

  @Test
  void aGroupThatTheProviderDeclaresIsReplacedByTheUsers() {
    var pool = pool("QUOTA_GROUPS_P_DECLARED", "d1,new", "RATE_LIMIT_P_DECLARED", "3rpm");

    assertThat(pool.serveAll("d1", 2)).isEqualTo(2);
    assertThat(pool.serveAll("new", 100)).isEqualTo(1);
    assertThat(pool.serveAll("d2", 100)).isEqualTo(100);
  }

  @Test
  void theHardCeilingGrowsWithThePriorityAndTheOptimumSpreads() {
    var pool =
        pool(
            new int[] {1, 2},
            "MAX_CONCURRENT_REQUESTS_PER_KEY_P",
            "2",
            "CONCURRENCY_MULTIPLIER_P_PRIORITY_1",
            "3",
            "CONCURRENCY_MULTIPLIER_P_PRIORITY_2_SEQUENTIAL",
            "2");

    var begun = pool.begin("m", 100);
    assertThat(begun).filteredOn(lease -> lease.credential().id().equals("k0")).hasSize(6);
    assertThat(begun).filteredOn(lease -> lease.credential().id().equals("k1")).hasSize(4);
    begun.forEach(Lease::close);

    var optimal = pool(new int[] {1, 1, 1}, "OPTIMAL_CONCURRENT_REQUESTS_PER_KEY_P", "1");
    assertThat(optimal.begin("m", 3).stream().map(lease -> lease.credential().id()).distinct())
        .hasSize(3);
  }

  @Test
  void aRevokedPeerDoesNotKeepTheFairCycleFromEnding() {
    var bench = new LimitedPool(Map.of("ROTATION_MODE_P", "sequential"), 1, 1, 1);
    var revoked = (Lease) bench.take("m");
    revoked.fail(Failure.of(FailureKind.BAD_CREDENTIAL, "revoked"), Optional.empty());
    for (int i = 0; i < 2; i++) {
      var lease = (Lease) bench.take("m");
      var quota =
          new Failure(
              FailureKind.MODEL_QUOTA,
              "used up",
              Optional.empty(),
              Optional.of(Duration.ofMinutes(30)));
      lease.fail(quota, Optional.empty());
    }
    assertThat(bench.take("m")).isInstanceOf(Denied.class);
    bench.clock.advance(Duration.ofMinutes(31));
    assertThat(bench.serveAll("m", 10)).isEqualTo(10);
  }

  @Test
  void aDelayThatProvedWrongIsBelievedNoLonger() {
    var bench = new LimitedPool(Map.of(), 1);
    int trials = 0;
    for (int second = 0; second < 3_600; second++) {
      if (bench.take("m") instanceof Lease lease) {
        trials++;
        lease.fail(
            new Failure(
                FailureKind.MODEL_QUOTA,
                "come back in a second",
                Optional.empty(),
                Optional.of(Duration.ofSeconds(1))),
            Optional.empty());
      }
      bench.clock.advance(Duration.ofSeconds(1));
    }
    assertThat(trials).isBetween(3, 31);
  }
}
