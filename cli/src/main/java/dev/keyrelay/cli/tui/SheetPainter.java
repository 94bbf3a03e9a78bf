package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Rect;
import dev.tamboui.terminal.Frame;
import dev.tamboui.text.Line;
import dev.tamboui.text.Span;
import dev.tamboui.text.Text;
import dev.tamboui.widgets.Clear;
import dev.tamboui.widgets.table.Cell;
import dev.tamboui.widgets.table.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Paints a sheet over the whole screen. */
final class SheetPainter {

  private static final int BELOW = 4;

  private SheetPainter() {}

  static void paint(Frame frame, Rect body, Sheet sheet, State state) {
    int columns = sheet.kind().headings().size();
    var table = new Rect(body.x(), body.y(), body.width(), body.height() - BELOW);
    frame.renderWidget(Clear.INSTANCE, body);
    var rows = new ArrayList<Row>();
    for (int i = 0; i < sheet.rows().size(); i++) {
      rows.add(row(sheet, i, state));
    }
    var headings = new ArrayList<>(List.of("#"));
    headings.addAll(sheet.kind().headings());
    headings.add("");
    var widths = new ArrayList<>(List.of(Constraint.length(3)));
    widths.addAll(Collections.nCopies(columns, Constraint.fill(2)));
    // A lone column leaves room for doubts.
    widths.add(columns > 1 ? Constraint.length(0) : Constraint.fill(3));
    Look.table(
        frame,
        table,
        sheet.title(),
        headings,
        rows,
        sheet.row(),
        Look.PLAIN,
        widths.toArray(Constraint[]::new));
    below(frame, new Rect(body.x(), table.bottom(), body.width(), BELOW), sheet);
  }

  private static Row row(Sheet sheet, int row, State state) {
    var cells = new ArrayList<Cell>();
    cells.add(Cell.from(Integer.toString(row + 1)).style(Look.DIM));
    List<String> texts = sheet.rows().get(row);
    for (int column = 0; column < texts.size(); column++) {
      boolean chosen = row == sheet.row() && column == sheet.column();
      cells.add(cell(sheet, texts.get(column), chosen));
    }
    cells.add(
        Cell.from(doubt(sheet, texts.getFirst(), state).map(text -> "✗ " + text).orElse(""))
            .style(Look.BAD));
    return Row.from(cells.toArray(Cell[]::new));
  }

  private static Cell cell(Sheet sheet, String text, boolean chosen) {
    if (!chosen) {
      return Cell.from(text);
    }
    return sheet
        .typing()
        .map(typed -> Cell.from(Text.from(Line.from(Span.styled(typed.text() + "▏", Look.ODD)))))
        .orElseGet(() -> Cell.from(text.isEmpty() ? " " : text).style(Look.CHOSEN));
  }

  private static Optional<String> doubt(Sheet sheet, String text, State state) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    var known = new Known(state);
    return switch (sheet.kind()) {
      case CHAIN -> known.doubt(text);
      case SETS ->
          RouteRow.models(text).stream().flatMap(model -> known.doubt(model).stream()).findFirst();
      case DEFINITIONS -> Optional.empty();
    };
  }

  /** The text of the selected cell as a line of its own: cells may be too narrow for it. */
  private static void below(Frame frame, Rect area, Sheet sheet) {
    int width = area.width() - 4;
    String hint = sheet.hint().isEmpty() ? sheet.kind().hint(sheet.column()) : sheet.hint();
    Line text =
        sheet
            .typing()
            .map(typed -> Look.typed(typed, width))
            .orElseGet(() -> Line.from(Look.cut(sheet.cell(), width)));
    DialogPainter.boxed(
        frame,
        area,
        sheet.kind().headings().get(sheet.column()).toLowerCase(Locale.ROOT),
        List.of(
            text, Look.line(Look.cut(hint, width), sheet.hint().isEmpty() ? Look.DIM : Look.ODD)));
  }
}
