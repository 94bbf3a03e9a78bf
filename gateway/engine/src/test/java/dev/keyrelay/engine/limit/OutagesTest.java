package dev.keyrelay.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Scope;
import dev.keyrelay.spi.kit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a model is not asked at all, and how it is found to serve again. */
final class OutagesTest {

  private static final Subject ONE = new Subject("p", "one", "m", Optional.empty());
  private static final Subject OTHER_MODEL = new Subject("p", "one", "n", Optional.empty());

  private final ManualClock clock = new ManualClock();
  private final List<CooldownKey> told = new ArrayList<>();
  private final Outages outages = new Outages(OutageRules.STANDARD, told::add);

  private Instant now() {
    return clock.instant();
  }

  private void fail(Subject subject, FailureKind kind, Instant begun) {
    outages.failed(subject, Failure.of(kind, "no"), begun, now());
  }

  private void failThrice() {
    for (int i = 0; i < 3; i++) {
      fail(ONE, FailureKind.OVERLOADED, now());
    }
  }

  private boolean closed(Subject subject) {
    return outages.closed(subject.provider(), subject.model(), now()).isPresent();
  }

  private Instant begin() {
    outages.begun(ONE, now());
    return now();
  }

  @Test
  void whatBeginsAnOutageOrEndsItIsTold() {
    var model = new CooldownKey(Scope.PROVIDER_MODEL, "p", "", "m");
    fail(ONE, FailureKind.MODEL_OVERLOADED, now());
    fail(ONE, FailureKind.MODEL_OVERLOADED, now());
    assertThat(told).isEmpty();
    fail(ONE, FailureKind.MODEL_OVERLOADED, now());
    assertThat(told).containsExactly(model);
    fail(ONE, FailureKind.MODEL_OVERLOADED, now());
    assertThat(told).as("nothing has changed").hasSize(1);

    outages.succeeded(ONE, now());
    outages.succeeded(ONE, now());

    assertThat(told).containsExactly(model, model);
  }

  @Test
  void aModelIsRefusedAfterThreeFailuresOfItsOwn() {
    fail(ONE, FailureKind.OVERLOADED, now());
    fail(ONE, FailureKind.OVERLOADED, now());
    fail(OTHER_MODEL, FailureKind.OVERLOADED, now());
    assertThat(closed(ONE)).isFalse();
    fail(ONE, FailureKind.OVERLOADED, now());

    assertThat(outages.closed("p", "m", now()))
        .hasValue(new Verdict.Blocked("overloaded", Optional.of(now().plusSeconds(10))));
    assertThat(closed(OTHER_MODEL)).as("it has failed once").isFalse();
    assertThat(outages.aside("p", "n", now())).as("but is asked last").isPresent();
  }

  @Test
  void oneRequestTriesItAndItsSuccessLetsTheOthersIn() {
    failThrice();
    clock.advance(Duration.ofSeconds(10));
    assertThat(closed(ONE)).isFalse();
    var begun = begin();

    assertThat(outages.closed("p", "m", now()))
        .as("no time is known")
        .hasValue(new Verdict.Blocked("overloaded", Optional.empty()));
    assertThat(outages.aside("p", "m", now())).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(outages.serves(ONE, begun)).isTrue();

    assertThat(closed(ONE)).isFalse();
    assertThat(outages.aside("p", "m", now())).isEmpty();
    fail(ONE, FailureKind.OVERLOADED, now());
    assertThat(closed(ONE)).as("a beginning is no success in between").isTrue();
    clock.advance(Duration.ofSeconds(10));
    outages.succeeded(ONE, begin());
    fail(ONE, FailureKind.OVERLOADED, now());
    assertThat(closed(ONE)).isFalse();
  }

  @Test
  void itIsRefusedForLongerEachTimeButNeverForMoreThanAMinute() {
    failThrice();
    var lengths = new ArrayList<Long>();
    for (int i = 0; i < 6; i++) {
      var until = outages.closed("p", "m", now()).flatMap(Verdict.Blocked::until).orElseThrow();
      lengths.add(Duration.between(now(), until).toSeconds());
      clock.advance(Duration.between(now(), until));
      fail(ONE, FailureKind.OVERLOADED, begin());
    }

    assertThat(lengths).containsExactly(10L, 20L, 40L, 60L, 60L, 60L);
  }

  @Test
  void whatWasUnderWayWhenItBeganProlongsNothingAndIsNoTrial() {
    var early = now();
    clock.advance(Duration.ofSeconds(1));
    failThrice();
    clock.advance(Duration.ofSeconds(10));
    fail(ONE, FailureKind.TIMED_OUT, early);
    assertThat(closed(ONE)).isFalse();

    begin();
    outages.abandoned(ONE, early);
    assertThat(closed(ONE)).as("the trial is still under way").isTrue();
    assertThat(outages.serves(ONE, early)).isFalse();
    assertThat(closed(ONE)).isTrue();
  }

  @Test
  void aTrialThatTellsNothingLeavesTheNextOneToTry() {
    failThrice();
    clock.advance(Duration.ofSeconds(10));
    outages.abandoned(ONE, begin());
    assertThat(closed(ONE)).isFalse();
    clock.advance(Duration.ofSeconds(1));
    fail(ONE, FailureKind.RATE_LIMITED, begin());

    assertThat(closed(ONE)).isFalse();
  }

  @Test
  void aTrialThatHangsIsFollowedByAnother() {
    failThrice();
    clock.advance(Duration.ofSeconds(10));
    var hanging = begin();
    clock.advance(Duration.ofSeconds(59));
    assertThat(closed(ONE)).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(closed(ONE)).isFalse();

    begin();
    outages.abandoned(ONE, hanging);
    assertThat(closed(ONE)).isTrue();
  }

  @Test
  void anOperatorsWordHoldsUntilItsEndAndNeedsNoTrial() {
    var byHand = new Cooldown(now().plusSeconds(60), "audit", Cooldown.Source.OPERATOR, now(), 0);
    outages.set(new CooldownKey(Scope.PROVIDER, "p", "", ""), byHand);

    assertThat(closed(ONE)).isTrue();
    assertThat(closed(OTHER_MODEL)).isTrue();
    clock.advance(Duration.ofSeconds(60));
    begin();
    assertThat(closed(ONE)).isFalse();
  }
}
