package dev.keyrelay.cli;

import dev.tamboui.text.CharWidth;
import java.util.ArrayList;
import java.util.List;

/** Sentences in lines of a width. */
final class Prose {

  private Prose() {}

  /**
   * Breaks a sentence between words. What is too long for a line, such as a path, gets one of its
   * own and is not broken, so that it can be copied.
   *
   * @param indent what the first line begins with
   * @param hanging what the others begin with
   * @param width columns of a line
   */
  static List<String> lines(String sentence, String indent, String hanging, int width) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder(indent);
    boolean begun = false;
    for (String word : sentence.split(" ")) {
      if (begun && CharWidth.of(line.toString()) + 1 + CharWidth.of(word) > width) {
        lines.add(line.toString());
        line = new StringBuilder(hanging);
        begun = false;
      }
      line.append(begun ? " " : "").append(word);
      begun = true;
    }
    lines.add(line.toString());
    return lines;
  }
}
