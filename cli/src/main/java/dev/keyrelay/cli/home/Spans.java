package dev.keyrelay.cli.home;

import java.time.Duration;

/** Lengths of time for people. */
public final class Spans {

  private Spans() {}

  /** The two largest units, the second only if there is any of it: {@code 3d 4h}, {@code 5m}. */
  public static String text(Duration length) {
    long seconds = Math.max(0, length.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return text(seconds / 60, "m", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return text(seconds / 3600, "h", seconds % 3600 / 60, "m");
    }
    return text(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String text(long large, String unit, long small, String smaller) {
    return large + unit + (small == 0 ? "" : " " + small + smaller);
  }
}
