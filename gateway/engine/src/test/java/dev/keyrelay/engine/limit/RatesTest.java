package dev.keyrelay.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.usage.Outcome;
import dev.keyrelay.engine.usage.Outcome.Result;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RatesTest {

  private static final Subject ONE = LimitBench.subject("one");
  private static final Duration TRUST = Duration.ofMinutes(10);
  private final LimitBench bench = new LimitBench();

  private Rates rates(RateRule... rules) {
    var rates = new Rates(_ -> List.of(rules), bench.clock);
    bench.ledger.observe(rates);
    return rates;
  }

  @Test
  void requestsCountWhenTheyBegin() {
    var rates = rates(new RateRule(Unit.REQUESTS, 2, ""));
    bench.ledger.begin(ONE, bench.now());
    assertThat(bench.ask(rates, ONE)).isEqualTo("allowed");
    bench.ledger.begin(ONE, bench.now());
    assertThat(bench.ask(rates, ONE)).isEqualTo("65");
    assertThat(bench.ask(rates, LimitBench.subject("two"))).isEqualTo("allowed");
    bench.clock.advance(Duration.ofSeconds(65));
    assertThat(bench.ask(rates, ONE)).isEqualTo("allowed");
  }

  @Test
  void tokensCountWhenTheyAreKnown() {
    var rates = rates(new RateRule(Unit.TOKENS, 30, ONE.quotaScope()));
    bench.serve(ONE, 1);
    assertThat(bench.ask(rates, ONE)).isEqualTo("allowed");
    bench.clock.advance(Duration.ofSeconds(10));
    bench.serve(ONE, 1);
    assertThat(bench.ask(rates, ONE)).isEqualTo("55");
  }

  @Test
  void noMinuteEverHoldsMoreThanTheRate() {
    var rates = rates(new RateRule(Unit.REQUESTS, 20, ""));
    var random = new Random(1);
    var began = new ArrayDeque<Long>();
    int served = 0;
    for (int step = 0; step < 50_000; step++) {
      bench.clock.advance(Duration.ofMillis(random.nextInt(1_000)));
      if (bench.ask(rates, ONE).equals("allowed")) {
        bench.ledger.begin(ONE, bench.now());
        bench.ledger.abandon(ONE);
        began.add(bench.now().toEpochMilli());
        served++;
      }
      long minuteAgo = bench.now().toEpochMilli() - 60_000;
      began.removeIf(at -> at <= minuteAgo);
      assertThat(began.size()).isLessThanOrEqualTo(20);
    }
    assertThat(served).isGreaterThan(50_000 / 2 / 60 * 20 * 85 / 100);
  }

  @Test
  void theTimeItNamesIsWhenItAllowsAgain() {
    var rates = rates(new RateRule(Unit.REQUESTS, 3, ""));
    var random = new Random(2);
    for (int step = 0; step < 2_000; step++) {
      bench.clock.advance(Duration.ofMillis(random.nextInt(20_000)));
      if (rates.check(ONE, bench.now()) instanceof Verdict.Blocked blocked) {
        var until = blocked.until().orElseThrow();
        assertThat(rates.check(ONE, until.minusMillis(1))).isInstanceOf(Verdict.Blocked.class);
        assertThat(until).isAfter(bench.now());
        bench.clock.advance(Duration.between(bench.now(), until));
        assertThat(rates.check(ONE, bench.now())).isEqualTo(Verdict.ALLOWED);
      }
      bench.ledger.begin(ONE, bench.now());
    }
  }

  @Test
  void aStatedBucketIsWaitedForUntilItHoldsOneMore() {
    var rates = new StatedRates(bench.ledger, TRUST);
    bench.read(ONE, "requests_per_minute", 60, 60, Duration.ofSeconds(60));
    assertThat(bench.ask(rates, ONE)).isEqualTo("1");
    bench.clock.advance(Duration.ofSeconds(1));
    assertThat(bench.ask(rates, ONE)).isEqualTo("allowed");
    bench.ledger.begin(ONE, bench.now());
    assertThat(bench.ask(rates, ONE)).isEqualTo("wait");
  }

  @Test
  void aBucketOfADayFollowsItsLatestReading() {
    var rates = new StatedRates(bench.ledger, TRUST);
    for (int i = 0; i < 1_000; i++) {
      bench.serve(ONE, 1);
      bench.read(ONE, "requests_per_day", 100, 2, Duration.ofSeconds(1_728));
      assertThat(bench.ask(rates, ONE)).isEqualTo("allowed");
      bench.clock.advance(Duration.ofSeconds(864));
    }
  }

  @Test
  void anEmptyBucketIsBelievedForAWhileAndThenTriedOneAtATime() {
    var rates = new StatedRates(bench.ledger, TRUST);
    bench.read(ONE, "requests_per_day", 10, 10, Duration.ofHours(20));
    assertThat(bench.ask(rates, ONE)).isEqualTo("600");
    bench.clock.advance(TRUST);
    assertThat(bench.ask(rates, ONE)).isEqualTo("allowed");
    bench.ledger.begin(ONE, bench.now());
    assertThat(bench.ask(rates, ONE)).isEqualTo("wait");
  }

  @Test
  void theAnswerThatTellsOfAnEmptyBucketDoesNotDisproveIt() {
    var rates = new StatedRates(bench.ledger, TRUST);
    var begun = bench.now();
    bench.ledger.begin(ONE, begun);
    bench.clock.advance(Duration.ofSeconds(1));
    bench.read(ONE, "requests_per_minute", 6, 6, Duration.ofSeconds(60));
    succeed(begun);
    assertThat(bench.ask(rates, ONE)).isEqualTo("10");

    bench.clock.advance(Duration.ofMillis(1));
    for (int i = 0; i < 2; i++) {
      bench.serve(ONE, 1);
    }
    assertThat(bench.ask(rates, ONE)).as("served all the same").isEqualTo("allowed");
  }

  private void succeed(Instant begun) {
    bench.ledger.record(
        new Outcome(ONE, Result.SUCCEEDED, Optional.empty(), Optional.empty(), begun, bench.now()));
  }
}
