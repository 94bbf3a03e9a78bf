package dev.keyrelay.cli;

import dev.tamboui.text.CharWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows of text in aligned columns under a heading. */
final class Table {

  private static final String GAP = "  ";
  private static final int GONE = -1;
  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heading) {
    rows.add(List.of(heading));
  }

  /** Adds a row of as many cells as the heading has. */
  void row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          cells.length + " cells (expected: " + rows.getFirst().size() + ")");
    }
    rows.add(List.of(cells));
  }

  /** Whether there is nothing under the heading. */
  boolean isEmpty() {
    return rows.size() == 1;
  }

  void print(Console console) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> cells : rows.subList(1, rows.size())) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], width(cells.get(column)));
      }
    }
    // A column in which nothing stands takes no room.
    for (int column = 0; column < widths.length; column++) {
      int heading = width(rows.getFirst().get(column));
      widths[column] = widths[column] == 0 && !isEmpty() ? GONE : Math.max(widths[column], heading);
    }
    for (int row = 0; row < rows.size(); row++) {
      String line = line(rows.get(row), widths);
      console.out().println(row == 0 ? console.strong(line) : line);
    }
  }

  private static String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      if (widths[column] == GONE) {
        continue;
      }
      String cell = cells.get(column);
      line.append(cell).append(" ".repeat(widths[column] - width(cell))).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  /** In columns of a terminal: colours take none, some characters two. */
  private static int width(String cell) {
    String plain = cell.indexOf('\u001B') < 0 ? cell : COLOUR.matcher(cell).replaceAll("");
    return plain.chars().allMatch(Table::narrow) ? plain.length() : CharWidth.of(plain);
  }

  /** What is certainly one column wide: Latin letters, dashes, dots, arrows, bars. */
  private static boolean narrow(int c) {
    return c < 0x300 || (c >= 0x2010 && c < 0x2600);
  }
}
