package dev.keyrelay.engine.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a misspelt name probably means. */
public final class Spelling {

  private Spelling() {}

  /**
   * The known name that is nearest to a text, if it is near: at most one change (a letter more,
   * less, other, or two swapped) for every four letters, and three in all.
   */
  public static Optional<String> nearest(String text, Collection<String> known) {
    record Near(String name, int distance) {}
    int most = Math.min(3, Math.max(1, text.length() / 4));
    return known.stream()
        .filter(name -> Math.abs(name.length() - text.length()) <= most)
        .filter(name -> Long.bitCount(letters(name) ^ letters(text)) <= 2 * most)
        .map(name -> new Near(name, distance(text, name)))
        .filter(near -> near.distance > 0 && near.distance <= most)
        .min(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .map(Near::name);
  }

  /** Which characters occur, one bit each: a change adds or removes at most one of each. */
  private static long letters(String text) {
    long bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits |= 1L << (text.charAt(i) & 63);
    }
    return bits;
  }

  /** Optimal string alignment distance. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
