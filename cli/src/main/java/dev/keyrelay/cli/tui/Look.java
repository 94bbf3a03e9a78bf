package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Style;
import dev.tamboui.terminal.Frame;
import dev.tamboui.text.Line;
import dev.tamboui.text.Span;
import dev.tamboui.text.Text;
import dev.tamboui.widgets.block.Block;
import dev.tamboui.widgets.block.BorderType;
import dev.tamboui.widgets.block.Borders;
import dev.tamboui.widgets.paragraph.Paragraph;
import dev.tamboui.widgets.table.Row;
import dev.tamboui.widgets.table.Table;
import dev.tamboui.widgets.table.TableState;
import java.util.List;

/** The parts that screens are made of, in one look. */
final class Look {

  static final Style PLAIN = Style.EMPTY;
  static final Style DIM = Style.EMPTY.dim();
  static final Style STRONG = Style.EMPTY.bold();
  static final Style GOOD = Style.EMPTY.green();
  static final Style ODD = Style.EMPTY.yellow();
  static final Style BAD = Style.EMPTY.red();
  static final Style CHOSEN = Style.EMPTY.reversed();

  private Look() {}

  /** A frame with a title. */
  static Block box(String title) {
    return Block.builder()
        .title(" " + title + " ")
        .borders(Borders.ALL)
        .borderType(BorderType.ROUNDED)
        .build();
  }

  /** A table with a heading; the selected row stands out, and is scrolled to. */
  static void table(
      Frame frame,
      Rect area,
      String title,
      List<String> heading,
      List<Row> rows,
      int selected,
      Constraint... widths) {
    var state = new TableState();
    if (selected >= 0 && !rows.isEmpty()) {
      state.select(selected);
    }
    frame.renderStatefulWidget(
        Table.builder()
            .header(Row.from(heading.toArray(String[]::new)).style(DIM))
            .rows(rows)
            .widths(widths)
            .block(box(title))
            .highlightStyle(CHOSEN)
            .highlightSymbol("▸")
            .columnSpacing(1)
            .build(),
        area,
        state);
  }

  /** Lines of text. */
  static void lines(Frame frame, Rect area, List<Line> lines) {
    frame.renderWidget(Paragraph.builder().text(Text.from(lines)).build(), area);
  }

  static Line line(String text, Style style) {
    return Line.from(Span.styled(text, style));
  }

  /** A text cut to a width, with a mark if something is missing. */
  static String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    return width < 2 ? "" : text.substring(0, width - 1) + "…";
  }

  /** {@code 1 model}, {@code 2 models}. */
  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
