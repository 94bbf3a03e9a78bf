package dev.keyrelay.cli.home;

import java.time.Duration;

/** Lengths of time for people. */
public final class Spans {

  private Spans() {}

  /** The two largest units: {@code 3d 4h}, {@code 2h 5m}, {@code 40s}. */
  public static String text(Duration length) {
    long seconds = Math.max(0, length.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
    }
    return seconds / 86_400 + "d " + seconds % 86_400 / 3600 + "h";
  }
}
