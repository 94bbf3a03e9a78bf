package dev.keyrelay.engine.upstream;

import java.time.Duration;

/**
 * How long one upstream call may take. Each is counted in real time, and none is unlimited.
 *
 * @param first from sending until the answer's headers and, in a stream, its first event
 * @param gap between any two pieces of an answer's body, while the reader wants more
 * @param total from sending until the answer's end, however much of it flows
 */
public record Deadlines(Duration first, Duration gap, Duration total) {

  public Deadlines {
    require("first", first);
    require("gap", gap);
    require("total", total);
  }

  private static void require(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more)");
    }
  }
}
