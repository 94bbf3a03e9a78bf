package dev.keyrelay.engine;

import dev.keyrelay.spi.kit.ManualClock;
import java.time.Duration;
import java.time.Instant;

/** A scheduler that knows what is left of every true quota, and takes where most is left. */
final class OmniscientDay implements SimulatedDay.Policy {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final SimulatedDay day;

  private OmniscientDay(SimulatedDay day) {
    this.day = day;
  }

  /** Runs a day. */
  static OmniscientDay run(int credentials, long seed) {
    var known = new OmniscientDay(new SimulatedDay(new ManualClock(), credentials, seed));
    known.day.run(known);
    return known;
  }

  @Override
  public void serve(SimulatedDay.Turn turn) {
    attempt(turn, day.clock.instant().plus(PATIENCE));
  }

  private void attempt(SimulatedDay.Turn turn, Instant deadline) {
    Instant now = day.clock.instant();
    int best = -1;
    for (int i = 0; i < day.upstream.credentials(); i++) {
      boolean more =
          best < 0
              || day.upstream.left(i, turn.model, now) > day.upstream.left(best, turn.model, now);
      if (more && day.upstream.serves(i, turn.model, now)) {
        best = i;
      }
    }
    if (best >= 0) {
      int chosen = best;
      day.upstream.ask(chosen, turn.model, now);
      day.in(Duration.ofSeconds(3 + turn.conversation % 12), () -> turn.served(chosen));
    } else if (now.isBefore(deadline)) {
      day.in(Duration.ofMillis(500), () -> attempt(turn, deadline));
    } else {
      // In an outage the best advice is to stay away as long as a client does.
      turn.refused(day.upstream.down(now) ? SimulatedDay.LONGEST_WAIT : Duration.ofSeconds(30));
    }
  }
}
