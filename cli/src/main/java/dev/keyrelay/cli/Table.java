package dev.keyrelay.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows of text in aligned columns under a heading. */
final class Table {

  private static final String GAP = "  ";
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
    for (List<String> cells : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], width(cells.get(column)));
      }
    }
    for (int row = 0; row < rows.size(); row++) {
      String line = line(rows.get(row), widths);
      console.out().println(row == 0 ? console.strong(line) : line);
    }
  }

  private static String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      line.append(cell).append(" ".repeat(widths[column] - width(cell))).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  /** Colours take no room. */
  private static int width(String cell) {
    return COLOUR.matcher(cell).replaceAll("").length();
  }
}
