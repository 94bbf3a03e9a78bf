package dev.keyrelay.engine.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.kit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** For how long a request waits, and for what. */
final class WaitingTest {

  private static final Duration BRIEFLY = Duration.ofSeconds(10);

  private final Instant now = new ManualClock().instant();

  private static Waiting waiting(Duration most) {
    return new Waiting(most, BRIEFLY, Duration.ZERO);
  }

  private static Denied denied(Denied.Prospect prospect, Optional<Instant> earliest) {
    return new Denied(1, Map.of(), earliest, prospect, 0);
  }

  private Denied slot(Duration in) {
    var at = now.plus(in);
    return denied(new Denied.Prospect.Slot(at), Optional.of(at));
  }

  private static long seconds(OptionalLong nanos) {
    return Duration.ofNanos(nanos.orElse(0)).toSeconds();
  }

  @Test
  void aNearSlotIsWaitedForAndAFarOneIsNot() {
    assertThat(seconds(waiting(Duration.ofMinutes(1)).next(slot(Duration.ofSeconds(7)), now)))
        .isEqualTo(7);
    assertThat(waiting(Duration.ofMinutes(1)).next(slot(Duration.ofSeconds(11)), now)).isEmpty();
  }

  @Test
  void aSlotAfterTheDeadlineIsNotWaitedFor() {
    assertThat(waiting(Duration.ofSeconds(5)).next(slot(Duration.ofSeconds(6)), now)).isEmpty();
  }

  @Test
  void allBriefWaitsTogetherAreBrief() {
    var waiting = waiting(Duration.ofMinutes(1));
    waiting.spent(Duration.ofSeconds(6).toNanos());

    assertThat(waiting.next(slot(Duration.ofSeconds(4)), now)).isPresent();
    assertThat(waiting.next(slot(Duration.ofSeconds(5)), now)).isEmpty();
    assertThat(seconds(waiting.next(denied(Denied.TRIAL, Optional.empty()), now))).isEqualTo(4);
  }

  @Test
  void anAttemptThatMayEndIsWaitedForToTheDeadline() {
    var waiting = waiting(Duration.ofMinutes(1));
    var busy = denied(Denied.ATTEMPT, Optional.empty());

    assertThat(seconds(waiting.next(busy, now))).isEqualTo(60);
    waiting.spent(Duration.ofMinutes(1).toNanos());
    assertThat(waiting.next(busy, now)).isEmpty();
  }

  @Test
  void whatReturnsByTimeAloneIsToldTheClient() {
    var cooling = denied(Denied.NONE, Optional.of(now.plusSeconds(1)));

    assertThat(waiting(Duration.ofMinutes(1)).next(cooling, now)).isEmpty();
  }
}
