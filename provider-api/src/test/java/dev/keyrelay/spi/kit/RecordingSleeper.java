package dev.keyrelay.spi.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Sleeps by moving a {@link ManualClock}, and records for how long. Pass {@code sleeper::sleep} to
 * whatever takes a sleeper.
 */
public final class RecordingSleeper {

  private final ManualClock clock;
  private final List<Duration> naps = new ArrayList<>();

  public RecordingSleeper(ManualClock clock) {
    this.clock = clock;
  }

  /** Moves the clock at once. */
  public synchronized void sleep(Duration length) {
    naps.add(length);
    clock.advance(length);
  }

  /** Every sleep so far, in order. */
  public synchronized List<Duration> naps() {
    return List.copyOf(naps);
  }
}
