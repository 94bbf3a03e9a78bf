package dev.keyrelay.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/** Rows of text in aligned columns under a heading, no wider than the terminal if it can be. */
final class Table {

  private static final String GAP = "  ";

  private final List<List<Cell>> rows = new ArrayList<>();

  Table(String... heading) {
    rows.add(cells(heading));
  }

  /** Adds a row of as many cells as the heading has. */
  void row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          cells.length + " cells (expected: " + rows.getFirst().size() + ")");
    }
    rows.add(cells(cells));
  }

  private static List<Cell> cells(String... texts) {
    return Arrays.stream(texts).map(Cell::new).toList();
  }

  /** Whether there is nothing under the heading. */
  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Prints it; where the output is no terminal, each row is one line. */
  void print(Console console) {
    List<Integer> columns = columns();
    int[] widths = widest(columns, Cell::width);
    if (console.terminal().isPresent()) {
      int room = console.size().columns() - GAP.length() * (columns.size() - 1);
      narrow(widths, widest(columns, Cell::leastWidth), room);
    }
    for (int row = 0; row < rows.size(); row++) {
      for (String line : lines(rows.get(row), columns, widths)) {
        console.out().println(row == 0 ? console.strong(line) : line);
      }
    }
  }

  /** The columns in which something stands below the heading: others take no room. */
  private List<Integer> columns() {
    List<List<Cell>> told = isEmpty() ? rows : rows.subList(1, rows.size());
    var columns = new ArrayList<Integer>();
    for (int column = 0; column < rows.getFirst().size(); column++) {
      int place = column;
      if (told.stream().anyMatch(cells -> !cells.get(place).text().isEmpty())) {
        columns.add(column);
      }
    }
    return columns;
  }

  private int[] widest(List<Integer> columns, ToIntFunction<Cell> width) {
    return columns.stream()
        .mapToInt(
            column ->
                rows.stream()
                    .mapToInt(cells -> width.applyAsInt(cells.get(column)))
                    .max()
                    .orElse(0))
        .toArray();
  }

  /** Takes columns from whichever is the widest of those that can still spare one. */
  private static void narrow(int[] widths, int[] least, int room) {
    for (int excess = Arrays.stream(widths).sum() - room; excess > 0; excess--) {
      int widest = -1;
      for (int column = 0; column < widths.length; column++) {
        if (widths[column] > least[column] && (widest < 0 || widths[column] > widths[widest])) {
          widest = column;
        }
      }
      if (widest < 0) {
        return;
      }
      widths[widest]--;
    }
  }

  private static List<String> lines(List<Cell> cells, List<Integer> columns, int[] widths) {
    var lines = new ArrayList<StringBuilder>();
    int begin = 0;
    for (int place = 0; place < widths.length; place++) {
      List<String> parts = cells.get(columns.get(place)).lines(widths[place]);
      for (int row = 0; row < parts.size(); row++) {
        if (row == lines.size()) {
          lines.add(new StringBuilder());
        }
        StringBuilder line = lines.get(row);
        line.append(" ".repeat(begin - new Cell(line.toString()).width())).append(parts.get(row));
      }
      begin += widths[place] + GAP.length();
    }
    return lines.stream().map(line -> line.toString().stripTrailing()).toList();
  }
}
