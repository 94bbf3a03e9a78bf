package dev.keyrelay.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.FailureKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowQuotaTest {

  private static final Subject ONE = LimitBench.subject("one");
  private static final Duration TRUST = Duration.ofHours(1);

  @Test
  void theUsersLimitHoldsUntilTheWindowEnds() {
    var bench = new LimitBench(LimitBench.hours(5, 3));
    var quota = new WindowQuota(bench.ledger, TRUST);
    bench.serve(ONE, 2);
    assertThat(bench.ask(quota, ONE)).isEqualTo("allowed");
    bench.serve(ONE, 1);
    assertThat(bench.ask(quota, ONE)).isEqualTo("18000");
    bench.clock.advance(Duration.ofHours(5));
    assertThat(bench.ask(quota, ONE)).isEqualTo("allowed");
  }

  @Test
  void attemptsUnderWayMayNotExceedIt() {
    var bench = new LimitBench(LimitBench.hours(5, 3));
    var quota = new WindowQuota(bench.ledger, TRUST);
    bench.serve(ONE, 2);
    bench.ledger.begin(ONE, bench.now());
    assertThat(bench.ask(quota, ONE)).isEqualTo("wait");
    bench.ledger.abandon(ONE);
    assertThat(bench.ask(quota, ONE)).isEqualTo("allowed");
  }

  @Test
  void refusedAttemptsUseUpNothing() {
    var bench = new LimitBench(LimitBench.hours(5, 3));
    var quota = new WindowQuota(bench.ledger, TRUST);
    for (int i = 0; i < 10; i++) {
      bench.fail(ONE, FailureKind.RATE_LIMITED);
    }
    assertThat(bench.ask(quota, ONE)).isEqualTo("allowed");
  }

  @Test
  void upstreamIsBelievedForAWhileAndThenTriedOneAtATime() {
    var bench = new LimitBench(LimitBench.hours(5, -1));
    var quota = new WindowQuota(bench.ledger, TRUST);
    bench.read(ONE, "5h", 100, 100, Duration.ofHours(200));
    assertThat(bench.ask(quota, ONE)).isEqualTo("3600");
    bench.clock.advance(TRUST);
    assertThat(bench.ask(quota, ONE)).isEqualTo("allowed");
    bench.ledger.begin(ONE, bench.now());
    assertThat(bench.ask(quota, ONE)).isEqualTo("wait");
    bench.ledger.abandon(ONE);
    bench.serve(ONE, 1);
    assertThat(bench.ask(quota, ONE)).as("the success disproved it").isEqualTo("allowed");
    bench.ledger.begin(ONE, bench.now());
    assertThat(bench.ask(quota, ONE)).isEqualTo("allowed");
  }

  @Test
  void aNewReadingRenewsTheBelief() {
    var bench = new LimitBench(LimitBench.hours(5, -1));
    var quota = new WindowQuota(bench.ledger, TRUST);
    bench.read(ONE, "5h", 100, 100, Duration.ofHours(200));
    bench.clock.advance(TRUST);
    bench.read(ONE, "5h", 100, 100, Duration.ofHours(199));
    assertThat(bench.ask(quota, ONE)).isEqualTo("3600");
  }

  @Test
  void anEarlyResetByUpstreamFrees() {
    var bench = new LimitBench(LimitBench.hours(5, -1));
    var quota = new WindowQuota(bench.ledger, TRUST);
    bench.read(ONE, "5h", 100, 100, Duration.ofMinutes(30));
    assertThat(bench.ask(quota, ONE)).isEqualTo("1800");
    bench.read(ONE, "5h", 100, 0, Duration.ofHours(5));
    assertThat(bench.ask(quota, ONE)).isEqualTo("allowed");
  }

  @Test
  void otherCredentialsAreNotHeldBack() {
    var bench = new LimitBench(LimitBench.hours(5, 1));
    var quota = new WindowQuota(bench.ledger, TRUST);
    bench.serve(ONE, 1);
    assertThat(bench.ask(quota, LimitBench.subject("two"))).isEqualTo("allowed");
  }
}
