package dev.keyrelay.engine.pool;

import static dev.keyrelay.engine.pool.PoolFixture.rateLimited;
import static dev.keyrelay.engine.pool.PoolFixture.refused;
import static dev.keyrelay.engine.pool.PoolFixture.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.config.ConcurrencyPolicy;
import dev.keyrelay.engine.config.RotationMode;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CredentialPoolTest {

  private static final PoolRules BALANCED = PoolRules.STANDARD.with(RotationMode.BALANCED);
  private static final PoolRules EXACT = BALANCED.withTolerance(0);

  private static PoolRules atMost(int max) {
    return EXACT.with(new ConcurrencyPolicy(max, ConcurrencyPolicy.UNLIMITED, Map.of(), 1));
  }

  @Test
  void sequentialStaysOnOneCredentialUntilItCannotServe() {
    var fixture = new PoolFixture(3, PoolRules.STANDARD);

    assertThat(fixture.serve(wish("m"))).isEqualTo("k0");
    assertThat(fixture.serve(wish("m"))).isEqualTo("k0");
    fixture.lease(wish("m")).fail(rateLimited(), Optional.empty());

    assertThat(fixture.serve(wish("m"))).isEqualTo("k1");
    fixture.clock.advance(Duration.ofMinutes(1));
    assertThat(fixture.serve(wish("m"))).as("it does not go back").isEqualTo("k1");
  }

  @Test
  void whatOneRequestHasTriedStaysTheCredentialOfTheOthers() {
    var fixture = new PoolFixture(3, PoolRules.STANDARD);

    assertThat(fixture.serve(wish("m"))).isEqualTo("k0");
    assertThat(fixture.serve(wish("m", "k0"))).isEqualTo("k1");
    assertThat(fixture.serve(wish("m"))).isEqualTo("k0");
  }

  @Test
  void whatIsUnderWayCountsAsUsed() {
    var fixture = new PoolFixture(3, EXACT);

    for (String key : List.of("k0", "k1", "k2")) {
      assertThat(fixture.lease(wish("m")).credential().id()).isEqualTo(key);
    }
  }

  @Test
  void balancedWithoutToleranceTakesTheLeastUsed() {
    var fixture = new PoolFixture(3, EXACT);

    var served = new TreeMap<String, Integer>();
    for (int i = 0; i < 30; i++) {
      served.merge(fixture.serve(wish("m")), 1, Integer::sum);
    }

    assertThat(served)
        .containsExactly(Map.entry("k0", 10), Map.entry("k1", 10), Map.entry("k2", 10));
  }

  @Test
  void otherRulesHoldFromTheNextChoiceOnAndLeasesStay() {
    var fixture = new PoolFixture(2, atMost(1));
    var first = fixture.lease(wish("m"));
    var second = fixture.lease(wish("m"));
    assertThat(fixture.take(wish("m"))).isInstanceOf(Denied.class);

    fixture.pool.follow(atMost(2));

    var third = fixture.lease(wish("m"));
    assertThat(fixture.pool.inFlight()).isEqualTo(3);
    fixture.pool.follow(atMost(1).with(RotationMode.SEQUENTIAL));
    assertThat(fixture.take(wish("m"))).as("both carry at least one").isInstanceOf(Denied.class);
    first.succeed(Optional.empty());
    second.succeed(Optional.empty());
    third.succeed(Optional.empty());
    assertThat(fixture.pool.inFlight()).isZero();
    assertThat(fixture.serve(wish("m"))).isEqualTo("k0");
    assertThat(fixture.serve(wish("m"))).as("sequential stays").isEqualTo("k0");
  }

  @Test
  void balancedFavoursTheLessUsed() {
    var fixture = new PoolFixture(2, BALANCED);
    fixture.requests.put("k0", 1_000L);

    var served = new TreeMap<String, Integer>();
    for (int i = 0; i < 200; i++) {
      var lease = fixture.lease(wish("m"));
      served.merge(lease.credential().id(), 1, Integer::sum);
      lease.cancel(Optional.empty());
      fixture.requests.put("k0", 1_000L);
      fixture.requests.put("k1", 0L);
    }

    assertThat(served.get("k1")).isGreaterThan(190);
  }

  @Test
  void theBestPriorityServesWhileItCan() {
    var fixture = new PoolFixture(3, EXACT, 1, new int[] {1, 0, 1});

    assertThat(fixture.serve(wish("m"))).isEqualTo("k1");
    fixture.lease(wish("m")).fail(refused(), Optional.empty());
    assertThat(fixture.serve(wish("m"))).isIn("k0", "k2");
  }

  @Test
  void neverExceedsTheConcurrencyOfACredential() {
    var fixture = new PoolFixture(2, atMost(1));

    var first = fixture.lease(wish("m"));
    var second = fixture.lease(wish("other"));
    assertThat(first.credential().id()).isNotEqualTo(second.credential().id());

    var denied = fixture.denied(wish("m"));
    assertThat(denied.busy()).isTrue();
    assertThat(denied.reasons()).isEqualTo(Map.of("at its concurrency limit", 2));

    first.succeed(Optional.empty());
    assertThat(fixture.lease(wish("m")).credential()).isEqualTo(first.credential());
  }

  @Test
  void differentModelsUseOneCredentialAtOnce() {
    var fixture = new PoolFixture(1, EXACT);

    fixture.lease(wish("m")).fail(rateLimited(), Optional.empty());

    assertThat(fixture.take(wish("m"))).isInstanceOf(Denied.class);
    assertThat(fixture.serve(wish("other"))).isEqualTo("k0");
  }

  @Test
  void prefersCredentialsBelowTheirOptimalConcurrency() {
    var rules =
        PoolRules.STANDARD.with(new ConcurrencyPolicy(ConcurrencyPolicy.UNLIMITED, 1, Map.of(), 1));
    var fixture = new PoolFixture(2, rules);

    assertThat(fixture.lease(wish("m")).credential().id()).isEqualTo("k0");
    assertThat(fixture.lease(wish("m")).credential().id()).isEqualTo("k1");
    assertThat(fixture.take(wish("m"))).as("soft: it goes beyond").isInstanceOf(Lease.class);
  }

  @Test
  void balancedPrefersThemToTheLeastUsed() {
    var fixture =
        new PoolFixture(
            2, EXACT.with(new ConcurrencyPolicy(ConcurrencyPolicy.UNLIMITED, 1, Map.of(), 1)));
    fixture.requests.put("k1", 1_000L);

    assertThat(fixture.lease(wish("m")).credential().id()).isEqualTo("k0");
    assertThat(fixture.lease(wish("m")).credential().id()).isEqualTo("k1");
    assertThat(fixture.lease(wish("m")).credential().id()).isEqualTo("k0");
  }

  @Test
  void bareRateLimitsEscalateUntilASuccess() {
    var fixture = new PoolFixture(1, EXACT);

    for (int seconds : new int[] {10, 30, 60, 120, 120}) {
      fixture.lease(wish("m")).fail(rateLimited(), Optional.empty());
      var until = fixture.denied(wish("m")).earliest().orElseThrow();
      assertThat(Duration.between(fixture.clock.instant(), until))
          .isEqualTo(Duration.ofSeconds(seconds));
      fixture.clock.advance(Duration.ofSeconds(seconds));
    }
    fixture.serve(wish("m"));
    fixture.lease(wish("m")).fail(rateLimited(), Optional.empty());

    assertThat(fixture.denied(wish("m")).earliest())
        .hasValue(fixture.clock.instant().plusSeconds(10));
  }

  @Test
  void aHintIsHonouredButCapped() {
    var fixture = new PoolFixture(1, EXACT);

    fixture.lease(wish("m")).fail(rateLimited(Duration.ofHours(156)), Optional.empty());

    assertThat(fixture.denied(wish("m")).earliest())
        .hasValue(fixture.clock.instant().plus(Duration.ofHours(6)));
  }

  @Test
  void oneRequestTriesACredentialWhoseCooldownHasEnded() {
    var fixture = new PoolFixture(1, EXACT);
    fixture.lease(wish("m")).fail(rateLimited(), Optional.empty());
    fixture.clock.advance(Duration.ofSeconds(10));

    var trial = fixture.lease(wish("m"));
    var denied = fixture.denied(wish("m"));
    assertThat(denied.busy()).as("others wait for the trial").isTrue();
    trial.succeed(Optional.empty());

    assertThat(fixture.take(wish("m"))).isInstanceOf(Lease.class);
    assertThat(fixture.take(wish("m"))).isInstanceOf(Lease.class);
  }

  @Test
  void aTrialThatTellsNothingLeavesTheNextOneToTry() {
    var fixture = new PoolFixture(1, EXACT);
    fixture.lease(wish("m")).fail(rateLimited(), Optional.empty());
    fixture.clock.advance(Duration.ofSeconds(10));

    fixture.lease(wish("m")).cancel(Optional.empty());

    assertThat(fixture.take(wish("m"))).isInstanceOf(Lease.class);
    assertThat(fixture.take(wish("m"))).isInstanceOf(Denied.class);
  }

  @Test
  void aRefusedCredentialIsLockedOutForEveryModel() {
    var fixture = new PoolFixture(2, EXACT);

    fixture.lease(wish("m")).fail(refused(), Optional.empty());

    for (int i = 0; i < 5; i++) {
      assertThat(fixture.serve(wish("m" + i))).isEqualTo("k1");
    }
    fixture.clock.advance(Duration.ofMinutes(5));
    assertThat(fixture.lease(wish("m")).credential().id()).isEqualTo("k0");
  }

  @Test
  void refusalsOfEveryCredentialWithinAMomentLockNobodyOutForLong() {
    var fixture = new PoolFixture(3, EXACT);

    for (int i = 0; i < 3; i++) {
      fixture.lease(wish("m")).fail(refused(), Optional.empty());
    }

    assertThat(fixture.denied(wish("m")).earliest())
        .hasValue(fixture.clock.instant().plusSeconds(10));
  }

  @Test
  void aRateLimitOfEveryCredentialWithinAMomentIsBelievedForTheLastStepAtMost() {
    var fixture = new PoolFixture(3, EXACT);

    for (int i = 0; i < 3; i++) {
      fixture.lease(wish("m")).fail(rateLimited(Duration.ofHours(2)), Optional.empty());
      fixture.clock.advance(Duration.ofSeconds(2));
    }
    assertThat(fixture.denied(wish("m")).earliest())
        .hasValue(fixture.clock.instant().plusSeconds(118));
    assertThat(fixture.take(wish("other"))).as("of one model").isInstanceOf(Lease.class);

    fixture.clock.advance(Duration.ofSeconds(118));
    assertThat(fixture.take(wish("m"))).isInstanceOf(Lease.class);
  }

  @Test
  void refusalsThatLieFarApartAreEachCredentialsOwn() {
    var fixture = new PoolFixture(3, EXACT);

    for (int i = 0; i < 3; i++) {
      fixture.lease(wish("m")).fail(rateLimited(Duration.ofHours(2)), Optional.empty());
      fixture.clock.advance(Duration.ofSeconds(11));
    }

    assertThat(fixture.denied(wish("m")).earliest().orElseThrow())
        .isAfter(fixture.clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void whoseCredentialsAreDisabledHasFewerToRefuse() {
    var fixture = new PoolFixture(5, EXACT);
    fixture.pool.setDisabled("k4", true);
    fixture.pool.setDisabled("k3", true);

    for (int i = 0; i < 3; i++) {
      fixture.lease(wish("m")).fail(refused(), Optional.empty());
    }

    assertThat(fixture.denied(wish("m")).earliest())
        .hasValue(fixture.clock.instant().plusSeconds(10));
  }

  @Test
  void refusalsOfEveryCredentialOverAndOverAreTriedLessAndLessOften() {
    var fixture = new PoolFixture(3, EXACT);

    for (int seconds : new int[] {10, 30, 60, 120, 120}) {
      for (int i = 0; i < 3; i++) {
        fixture.lease(wish("m")).fail(refused(), Optional.empty());
      }
      var until = fixture.denied(wish("m")).earliest().orElseThrow();
      assertThat(Duration.between(fixture.clock.instant(), until)).hasSeconds(seconds);
      fixture.clock.advance(Duration.ofSeconds(seconds));
    }
    assertThat(fixture.serve(wish("m"))).isEqualTo("k0");
  }

  @Test
  void aCooldownOfTheProviderByAnOperatorRefusesAtOnce() {
    var fixture = new PoolFixture(2, EXACT);
    var key = new CooldownKey(Scope.PROVIDER, "p", "", "");
    var until = fixture.clock.instant().plusSeconds(60);
    fixture.cooldowns.set(
        key,
        new Cooldown(until, "maintenance", Cooldown.Source.OPERATOR, fixture.clock.instant(), 0));

    var denied = fixture.denied(wish("m"));
    assertThat(denied.reasons()).isEqualTo(Map.of("maintenance", 2));
    assertThat(denied.earliest()).hasValue(until);
    assertThat(fixture.pool.explain(wish("m")).candidates()).noneMatch(Candidate::usable);
    fixture.clock.advance(Duration.ofSeconds(60));
    assertThat(fixture.take(wish("m"))).isInstanceOf(Lease.class);
  }

  @Test
  void anOperatorLetsACredentialBackInAtOnce() {
    var fixture = new PoolFixture(1, EXACT);
    fixture.lease(wish("m")).fail(refused(), Optional.empty());
    assertThat(fixture.take(wish("m"))).isInstanceOf(Denied.class);

    fixture.cooldowns.of("p", "k0").keySet().forEach(fixture.cooldowns::clear);

    assertThat(fixture.take(wish("m"))).isInstanceOf(Lease.class);
  }

  @Test
  void aDisabledCredentialIsNotLent() {
    var fixture = new PoolFixture(2, EXACT);
    fixture.serve(wish("m"));

    assertThat(fixture.pool.setDisabled("k0", true)).isTrue();
    assertThat(fixture.serve(wish("m"))).isEqualTo("k1");
    assertThat(fixture.serve(wish("m"))).isEqualTo("k1");
    fixture.pool.setDisabled("k0", false);
    fixture.requests.put("k1", 9L);
    assertThat(fixture.serve(wish("m"))).isEqualTo("k0");
    assertThat(fixture.pool.setDisabled("nobody", true)).isFalse();
  }

  @Test
  void aNamedConversationStaysOnItsCredentialAndSpreadsTheSameWayEverywhere() {
    var fixture = new PoolFixture(5, BALANCED);
    var twin = new PoolFixture(5, BALANCED, 99, new int[5]);

    for (long id = 0; id < 50; id++) {
      var conversation = wish(Conversation.named(Mix.of(id)));
      String first = fixture.serve(conversation);
      assertThat(fixture.serve(conversation)).isEqualTo(first);
      assertThat(twin.serve(conversation)).isEqualTo(first);
    }
    assertThat(fixture.requests.keySet()).hasSize(5);
  }

  @Test
  void anUnnamedConversationIsFoundByItsBeginning() {
    var fixture = new PoolFixture(8, BALANCED);

    String first = fixture.serve(wish(beginnings(1)));
    assertThat(fixture.serve(wish(beginnings(1, 2, 3)))).isEqualTo(first);
    assertThat(fixture.serve(wish(beginnings(1, 2, 3, 4, 5)))).isEqualTo(first);
  }

  @Test
  void aRepeatedFirstQuestionIsNotTheSameConversation() {
    var fixture = new PoolFixture(8, EXACT);

    var members = new java.util.HashSet<String>();
    for (int i = 0; i < 8; i++) {
      members.add(fixture.serve(wish(beginnings(1))));
    }

    assertThat(members).hasSize(8);
  }

  private static Conversation beginnings(long... hashes) {
    return new Conversation(OptionalLong.empty(), hashes);
  }

  @Test
  void aLeaseEndsExactlyOnce() {
    var fixture = new PoolFixture(1, atMost(1));
    var lease = fixture.lease(wish("m"));

    lease.succeed(Optional.empty());
    lease.close();

    assertThatThrownBy(() -> lease.fail(refused(), Optional.empty()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(fixture.outcomes).hasSize(1);
    assertThat(fixture.pool.inFlight()).isZero();
  }

  @Test
  void aWaitingRequestGetsTheCredentialThatIsReleased() throws Exception {
    var fixture = new PoolFixture(1, atMost(1));
    var busy = fixture.lease(wish("m"));
    var waiter =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    var result =
                        fixture.pool.lease(
                            wish("other"), Duration.ofMinutes(1), Duration.ofSeconds(10));
                    ((Lease) result).succeed(Optional.empty());
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    waiter.start();

    busy.succeed(Optional.empty());

    assertThat(waiter.join(Duration.ofSeconds(30))).isTrue();
    assertThat(fixture.outcomes).hasSize(2);
  }

  @Test
  void aFarCooldownIsToldAtOnceInsteadOfWaitedFor() throws Exception {
    var fixture = new PoolFixture(1, EXACT);
    fixture.lease(wish("m")).fail(rateLimited(Duration.ofSeconds(60)), Optional.empty());

    var result = fixture.pool.lease(wish("m"), Duration.ofHours(1), Duration.ofSeconds(10));

    assertThat(result)
        .isEqualTo(
            new Denied(
                1,
                Map.of("rate_limited", 1),
                Optional.of(fixture.clock.instant().plusSeconds(60)),
                Denied.NONE,
                0));
  }

  private static void failAsAProvider(PoolFixture fixture) {
    for (int i = 0; i < 3; i++) {
      fixture.lease(wish("m")).fail(Failure.of(FailureKind.SERVER_ERROR, "500"), Optional.empty());
    }
  }

  @Test
  void aModelThatFailsAgainAndAgainIsRefusedAtOnceAndThenTriedByOneRequest() throws Exception {
    var fixture = new PoolFixture(2, EXACT);
    failAsAProvider(fixture);

    var denied = fixture.pool.lease(wish("m"), Duration.ofHours(1), Duration.ofHours(1));
    assertThat(denied)
        .isEqualTo(
            new Denied(
                2,
                Map.of("server_error", 2),
                Optional.of(fixture.clock.instant().plusSeconds(10)),
                Denied.NONE,
                0));
    assertThat(fixture.pool.explain(wish("m")).candidates())
        .flatExtracting(Candidate::exclusions)
        .extracting(Candidate.Exclusion::limit)
        .containsOnly("outage");
    assertThat(fixture.take(wish("other"))).as("other models are tried").isInstanceOf(Lease.class);

    fixture.clock.advance(Duration.ofSeconds(10));
    var trial = fixture.lease(wish("m"));
    assertThat(fixture.denied(wish("m")).prospect()).isEqualTo(Denied.TRIAL);
    trial.serves();
    assertThat(fixture.take(wish("m"))).as("it answers").isInstanceOf(Lease.class);
  }

  @Test
  void whoWaitsForATrialGoesOnWhenItServes() throws Exception {
    var fixture = new PoolFixture(1, EXACT);
    failAsAProvider(fixture);
    fixture.clock.advance(Duration.ofSeconds(10));
    var trial = fixture.lease(wish("m"));

    var waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return fixture.pool.lease(wish("m"), Duration.ofHours(1), Duration.ofMinutes(5));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    trial.succeed(Optional.empty());

    assertThat(waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(Lease.class);
  }

  @Test
  void whoWaitsForATrialWaitsBrieflyOnly() throws Exception {
    var fixture = new PoolFixture(1, EXACT);
    failAsAProvider(fixture);
    fixture.clock.advance(Duration.ofSeconds(10));
    fixture.lease(wish("m"));

    var result = fixture.pool.lease(wish("m"), Duration.ofHours(1), Duration.ofMillis(20));

    assertThat(result).isInstanceOf(Denied.class);
  }
}
