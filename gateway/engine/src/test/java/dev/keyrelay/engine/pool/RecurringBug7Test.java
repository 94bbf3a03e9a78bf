package dev.keyrelay.engine.pool;

import static dev.keyrelay.engine.pool.PoolFixture.rateLimited;
import static dev.keyrelay.engine.pool.PoolFixture.refused;
import static dev.keyrelay.engine.pool.PoolFixture.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.spi.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The seventh of the bugs that keep coming back in gateways; the others are the dialects'. */
final class RecurringBug7Test {

  static Stream<Failure> failures() {
    return Stream.of(rateLimited(), rateLimited(Duration.ofHours(156)), refused());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void bug7_aCooldownHealsOnRealTrafficHoweverOftenAndHoweverLong(Failure failure) {
    var fixture = new PoolFixture(1, PoolRules.STANDARD);
    for (int i = 0; i < 20; i++) {
      fixture.lease(wish("m")).fail(failure, Optional.empty());
      var until = fixture.denied(wish("m")).earliest().orElseThrow();
      var pause = Duration.between(fixture.clock.instant(), until);
      assertThat(pause).isPositive().isLessThanOrEqualTo(Duration.ofHours(6));
      fixture.clock.advance(pause);
    }

    fixture.lease(wish("m")).succeed(Optional.empty());

    assertThat(fixture.take(wish("m"))).isInstanceOf(Lease.class);
    assertThat(fixture.take(wish("m"))).isInstanceOf(Lease.class);
  }

  @Test
  void bug7_whatIsToldOfACooldownIsWhatHoldsAlsoWhenAllAreRefusedAlike() {
    var fixture = new PoolFixture(3, PoolRules.STANDARD);
    var told = Optional.<Cooldown>empty();
    for (int i = 0; i < 3; i++) {
      told = fixture.lease(wish("m")).fail(rateLimited(Duration.ofMinutes(30)), Optional.empty());
    }

    assertThat(told.map(Cooldown::until)).isEqualTo(fixture.denied(wish("m")).earliest());
    assertThat(told.orElseThrow().until())
        .isBefore(fixture.clock.instant().plus(Duration.ofMinutes(10)));
  }
}
