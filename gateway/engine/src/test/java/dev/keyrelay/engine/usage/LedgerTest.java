package dev.keyrelay.engine.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keyrelay.engine.usage.Outcome.Result;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import dev.keyrelay.spi.kit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private final ManualClock clock = new ManualClock();
  private final Subject subject = new Subject("p", "c", "m", Optional.empty());
  private final Ledger ledger =
      new Ledger(
          UsageRules.DEFAULT,
          (_, model, usage, _) ->
              model.equals("m") ? OptionalDouble.of(usage.total() * 0.5) : OptionalDouble.empty());

  private void succeed(Subject on, TokenUsage usage) {
    ledger.record(
        new Outcome(on, Result.SUCCEEDED, Optional.empty(), Optional.of(usage), clock.instant()));
  }

  private void fail(FailureKind kind) {
    ledger.record(
        new Outcome(subject, Result.FAILED, Optional.of(kind), Optional.empty(), clock.instant()));
  }

  private WindowState daily() {
    return ledger.primary("p", "c", Counted.MODEL, "m", clock.instant()).orElseThrow();
  }

  private void read(OptionalLong limit, OptionalLong used, Instant resetsAt) {
    ledger.apply(
        "p",
        "c",
        List.of(
            new QuotaReading(
                "m",
                "daily",
                limit,
                used,
                OptionalDouble.empty(),
                Optional.of(resetsAt),
                false,
                Optional.empty())),
        clock.instant());
  }

  @Test
  void everyKindOfTokenIsCounted() {
    succeed(subject, new TokenUsage(10, 20, 30, 40, 5, OptionalDouble.empty(), false));
    succeed(subject, new TokenUsage(1, 2, 3, 4, 1, OptionalDouble.of(7), false));
    var totals = ledger.usage("p", "c", clock.instant()).orElseThrow().own().totals();
    assertThat(totals.uncachedInput()).isEqualTo(11);
    assertThat(totals.cachedInput()).isEqualTo(22);
    assertThat(totals.cacheWriteInput()).isEqualTo(33);
    assertThat(totals.output()).isEqualTo(44);
    assertThat(totals.reasoning()).isEqualTo(6);
    assertThat(totals.tokens()).isEqualTo(110);
    assertThat(totals.costUsd().orElseThrow()).isEqualTo(57, within(1e-9));
    assertThat(totals.firstUsed()).contains(clock.instant());
  }

  @Test
  void anUnknownPriceIsNotZero() {
    succeed(new Subject("p", "c", "other", Optional.empty()), TokenUsage.of(1, 1));
    var usage = ledger.usage("p", "c", clock.instant()).orElseThrow();
    assertThat(usage.own().totals().costUsd()).isEmpty();
  }

  @Test
  void failuresAreCountedByCauseAndUseUpNothing() {
    fail(FailureKind.MODEL_QUOTA);
    fail(FailureKind.MODEL_QUOTA);
    fail(FailureKind.OVERLOADED);
    succeed(subject, TokenUsage.ZERO);
    var totals = ledger.usage("p", "c", clock.instant()).orElseThrow().models().get("m").totals();
    assertThat(totals.requests()).isEqualTo(4);
    assertThat(totals.failed()).isEqualTo(3);
    assertThat(totals.failures())
        .containsOnly(
            java.util.Map.entry(FailureKind.MODEL_QUOTA, 2L),
            java.util.Map.entry(FailureKind.OVERLOADED, 1L));
    assertThat(daily().used()).isEqualTo(1);
  }

  @Test
  void abortedAnswersUseUpQuota() {
    for (Result result : List.of(Result.CANCELLED, Result.PARTIAL)) {
      ledger.record(
          new Outcome(
              subject,
              result,
              Optional.empty(),
              Optional.of(TokenUsage.of(3, 1)),
              clock.instant()));
    }
    assertThat(daily().used()).isEqualTo(2);
    var totals = ledger.usage("p", "c", clock.instant()).orElseThrow().own().totals();
    assertThat(totals.cancelled()).isEqualTo(1);
    assertThat(totals.partial()).isEqualTo(1);
    assertThat(totals.failed()).isZero();
    assertThat(totals.uncachedInput()).isEqualTo(6);
  }

  @Test
  void aWindowThatIsOverShowsNothingUsedAndKeepsItsHighestCount() {
    succeed(subject, TokenUsage.ZERO);
    succeed(subject, TokenUsage.ZERO);
    clock.advance(Duration.ofHours(24).minusMillis(1));
    assertThat(daily().used()).isEqualTo(2);
    clock.advance(Duration.ofMillis(1));
    assertThat(daily().used()).isZero();
    assertThat(daily().endsAt()).isEmpty();
    assertThat(ledger.requests(subject, clock.instant())).isZero();
    var window =
        ledger
            .usage("p", "c", clock.instant())
            .orElseThrow()
            .models()
            .get("m")
            .windows()
            .getFirst();
    assertThat(window.maxRecorded()).isEqualTo(2);
    succeed(subject, TokenUsage.ZERO);
    assertThat(daily().endsAt()).contains(clock.instant().plus(Duration.ofDays(1)));
  }

  @Test
  void modelsOfAQuotaGroupCountTogether() {
    succeed(new Subject("p", "c", "a", Optional.of("g")), TokenUsage.ZERO);
    succeed(new Subject("p", "c", "b", Optional.of("g")), TokenUsage.ZERO);
    var other = new Subject("p", "c", "d", Optional.of("g"));
    assertThat(ledger.requests(other, clock.instant())).isEqualTo(2);
    assertThat(ledger.requests(subject, clock.instant())).isZero();
  }

  @Test
  void aReadingRaisesTheCountAndNeverLowersItWithinAWindow() {
    var reset = clock.instant().plus(Duration.ofHours(5));
    succeed(subject, TokenUsage.ZERO);
    read(OptionalLong.of(100), OptionalLong.of(40), reset);
    assertThat(daily().used()).isEqualTo(40);
    assertThat(daily().endsAt()).contains(reset);
    succeed(subject, TokenUsage.ZERO);
    read(OptionalLong.of(100), OptionalLong.of(39), reset.plusSeconds(60));
    assertThat(daily().used()).isEqualTo(41);
    assertThat(daily().remaining()).hasValue(59);
  }

  @Test
  void aLaterResetBeginsANewWindow() {
    var reset = clock.instant().plus(Duration.ofHours(5));
    read(OptionalLong.of(100), OptionalLong.of(100), reset);
    assertThat(daily().spent()).isTrue();
    var relieved = new ArrayList<String>();
    ledger.observe(
        new UsageObserver() {
          @Override
          public void relieved(String provider, String credential) {
            relieved.add(provider + "/" + credential);
          }
        });
    read(OptionalLong.of(100), OptionalLong.of(3), reset.plus(Duration.ofHours(5)));
    assertThat(daily().used()).isEqualTo(3);
    assertThat(daily().spent()).isFalse();
    assertThat(relieved).containsExactly("p/c");
  }

  @Test
  void aReadingOfAWindowThatIsOverIsIgnored() {
    read(OptionalLong.of(100), OptionalLong.of(100), clock.instant());
    assertThat(ledger.windows(subject, clock.instant())).filteredOn(WindowState::spent).isEmpty();
  }

  @Test
  void aReadingOfAMinuteDoesNotTouchTheDay() {
    succeed(subject, TokenUsage.ZERO);
    var before = daily();
    ledger.apply(
        "p",
        "c",
        List.of(
            new QuotaReading(
                "m",
                "requests_per_minute",
                OptionalLong.of(60),
                OptionalLong.of(60),
                OptionalDouble.empty(),
                Optional.of(clock.instant().plusSeconds(30)),
                false,
                Optional.empty())),
        clock.instant());
    assertThat(daily()).isEqualTo(before);
    assertThat(ledger.windows(subject, clock.instant()))
        .extracting(state -> state.rule().name())
        .containsExactly("daily", "requests_per_minute");
  }

  @Test
  void aSuccessDisprovesExhaustion() {
    ledger.apply(
        "p",
        "c",
        List.of(
            new QuotaReading(
                "m",
                "daily",
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.of(clock.instant().plusSeconds(3600)),
                true,
                Optional.empty())),
        clock.instant());
    assertThat(daily().spent()).isTrue();
    succeed(subject, TokenUsage.ZERO);
    assertThat(daily().spent()).isFalse();
  }

  @Test
  void attemptsInFlightCountUntilTheyEnd() {
    read(OptionalLong.of(2), OptionalLong.of(0), clock.instant().plusSeconds(3600));
    ledger.begin(subject, clock.instant());
    ledger.begin(subject, clock.instant());
    assertThat(daily().spent()).isTrue();
    ledger.abandon(subject);
    assertThat(daily().spent()).isFalse();
    succeed(subject, TokenUsage.ZERO);
    assertThat(daily().inFlight()).isZero();
    assertThat(daily().used()).isEqualTo(1);
  }

  @Test
  void inventedModelsTakeNoRoom() {
    for (int i = 0; i < 5_000; i++) {
      var invented = new Subject("p", "c", "invented-" + i, Optional.empty());
      ledger.begin(invented, clock.instant());
      ledger.record(
          new Outcome(
              invented,
              Result.FAILED,
              Optional.of(FailureKind.MODEL_NOT_FOUND),
              Optional.empty(),
              clock.instant()));
      succeed(new Subject("p", "c", "model-" + i, Optional.empty()), TokenUsage.ZERO);
    }
    var usage = ledger.usage("p", "c", clock.instant()).orElseThrow();
    assertThat(usage.models()).hasSize(CredentialBook.MAX_MODELS).doesNotContainKey("invented-0");
    assertThat(usage.own().totals().requests()).isEqualTo(10_000);
  }

  @Test
  void concurrentOutcomesAreAllCounted() throws Exception {
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 8; t++) {
        threads.submit(
            () -> {
              for (int i = 0; i < 2_000; i++) {
                ledger.begin(subject, clock.instant());
                succeed(subject, TokenUsage.of(1, 1));
              }
            });
      }
    }
    assertThat(daily().used()).isEqualTo(16_000);
    assertThat(daily().inFlight()).isZero();
  }
}
