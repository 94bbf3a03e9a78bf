package dev.keyrelay.cli.tui;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A table whose cells are edited, and that becomes the value of a variable.
 *
 * @param rows the cells, row by row; every row has as many as there are headings
 * @param row the selected row; the number of rows if there are none
 * @param column the selected column
 * @param typing the text of the selected cell while it is edited
 * @param hint what does not hold, or what was done
 */
record Sheet(
    SheetKind kind,
    String title,
    String variable,
    List<List<String>> rows,
    int row,
    int column,
    Optional<Typed> typing,
    String hint)
    implements Dialog {

  Sheet {
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** The sheet of what a variable holds; a first row is begun if it holds nothing. */
  static Sheet of(SheetKind kind, String title, String variable, String value) {
    var sheet = new Sheet(kind, title, variable, kind.read(value), 0, 0, Optional.empty(), "");
    return sheet.rows.isEmpty() ? sheet.withNewRow() : sheet;
  }

  /** The text of the selected cell. */
  String cell() {
    return rows.isEmpty() ? "" : rows.get(row).get(column);
  }

  Sheet at(int otherRow, int otherColumn) {
    int lastRow = Math.max(0, rows.size() - 1);
    return new Sheet(
        kind,
        title,
        variable,
        rows,
        Math.clamp(otherRow, 0, lastRow),
        Math.clamp(otherColumn, 0, kind.headings().size() - 1),
        Optional.empty(),
        "");
  }

  Sheet withTyping(Typed text) {
    return new Sheet(kind, title, variable, rows, row, column, Optional.of(text), hint);
  }

  Sheet withHint(String other) {
    return new Sheet(kind, title, variable, rows, row, column, typing, other);
  }

  private Sheet withRows(List<List<String>> other, int selected) {
    return new Sheet(kind, title, variable, other, 0, column, Optional.empty(), "")
        .at(selected, column);
  }

  /** The selected cell holds a text. */
  Sheet withCell(String text) {
    var changed = new ArrayList<>(rows);
    var cells = new ArrayList<>(rows.get(row));
    cells.set(column, text);
    changed.set(row, cells);
    return withRows(changed, row);
  }

  /** An empty row below the selected one, whose first cell is edited. */
  Sheet withNewRow() {
    var changed = new ArrayList<>(rows);
    int place = rows.isEmpty() ? 0 : row + 1;
    changed.add(place, Collections.nCopies(kind.headings().size(), ""));
    return withRows(changed, place).at(place, 0).withTyping(Typed.EMPTY);
  }

  /** Without the selected row. */
  Sheet withoutRow() {
    if (rows.isEmpty()) {
      return this;
    }
    var changed = new ArrayList<>(rows);
    changed.remove(row);
    return withRows(changed, row);
  }

  /** The selected row moves by some places. */
  Sheet moved(int step) {
    int to = row + step;
    if (rows.isEmpty() || to < 0 || to >= rows.size()) {
      return this;
    }
    var changed = new ArrayList<>(rows);
    changed.add(to, changed.remove(row));
    return withRows(changed, to);
  }
}
