package dev.keyrelay.providers.demo;

import java.io.IOException;
import java.time.Duration;

/**
 * How fast an answer comes.
 *
 * @param beforeFirstByte the pause before the status line
 * @param tokensPerSecond how many events a stream sends in a second; 0 for as fast as possible
 */
public record Pace(Duration beforeFirstByte, double tokensPerSecond) {

  /** No pause at all. */
  public static final Pace IMMEDIATE = new Pace(Duration.ZERO, 0);

  private static final double SHORTEST_PAUSE_SECONDS = 0.001;

  public Pace {
    if (beforeFirstByte.isNegative() || !(tokensPerSecond >= 0)) {
      throw new IllegalArgumentException(
          "pace: " + beforeFirstByte + ", " + tokensPerSecond + " (expected: nothing negative)");
    }
  }

  /**
   * Pauses before event {@code index}, counted from 0. Above 1,000 events a second one pause of a
   * millisecond goes before several events.
   */
  void beforeEvent(int index, Answer answer) throws IOException {
    if (index == 0 || tokensPerSecond == 0) {
      return;
    }
    double gap = 1 / tokensPerSecond;
    if (gap >= SHORTEST_PAUSE_SECONDS) {
      answer.pause(Duration.ofNanos((long) (gap * 1e9)));
    } else if (index % (int) Math.ceil(SHORTEST_PAUSE_SECONDS / gap) == 0) {
      answer.pause(Duration.ofMillis(1));
    }
  }
}
