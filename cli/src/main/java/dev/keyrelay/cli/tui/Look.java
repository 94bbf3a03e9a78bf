package dev.keyrelay.cli.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Layout;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Modifier;
import dev.tamboui.style.Style;
import dev.tamboui.terminal.Frame;
import dev.tamboui.text.CharWidth;
import dev.tamboui.text.Line;
import dev.tamboui.text.Span;
import dev.tamboui.text.Text;
import dev.tamboui.widgets.block.Block;
import dev.tamboui.widgets.block.BorderType;
import dev.tamboui.widgets.block.Borders;
import dev.tamboui.widgets.paragraph.Paragraph;
import dev.tamboui.widgets.table.Cell;
import dev.tamboui.widgets.table.Row;
import dev.tamboui.widgets.table.Table;
import dev.tamboui.widgets.table.TableState;
import java.util.ArrayList;
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

  private static final String MARK = "▸";

  private Look() {}

  /** Takes the colours out of a frame; bold, dim and reversed text stays. */
  static void colourless(Buffer buffer) {
    for (int y = 0; y < buffer.height(); y++) {
      for (int x = 0; x < buffer.width(); x++) {
        var cell = buffer.get(x, y);
        Style style = cell.style();
        if (style.fg().isPresent() || style.bg().isPresent()) {
          Style plain = Style.EMPTY;
          for (Modifier modifier : style.effectiveModifiers()) {
            plain = plain.addModifier(modifier);
          }
          buffer.set(x, y, cell.style(plain));
        }
      }
    }
  }

  /** A frame with a title. */
  static Block box(String title) {
    return Block.builder()
        .title(" " + title + " ")
        .borders(Borders.ALL)
        .borderType(BorderType.ROUNDED)
        .build();
  }

  /**
   * A table with a heading; the selected row stands out, and is scrolled to. What is too long for
   * its column ends with an ellipsis.
   */
  static void table(
      Frame frame,
      Rect area,
      String title,
      List<String> heading,
      List<Row> rows,
      int selected,
      Constraint... widths) {
    table(frame, area, title, heading, rows, selected, CHOSEN, widths);
  }

  /** The same with another look of the selected row. */
  static void table(
      Frame frame,
      Rect area,
      String title,
      List<String> heading,
      List<Row> rows,
      int selected,
      Style chosen,
      Constraint... widths) {
    var state = new TableState();
    if (selected >= 0) {
      state.select(selected);
    }
    Block block = box(title);
    int gaps = widths.length - 1;
    int room = Math.max(0, block.inner(area).width() - CharWidth.of(MARK) - gaps);
    List<Integer> columns =
        Layout.horizontal().constraints(widths).split(new Rect(0, 0, room, 1)).stream()
            .map(Rect::width)
            .toList();
    frame.renderStatefulWidget(
        Table.builder()
            .header(Row.from(heading.toArray(String[]::new)).style(DIM))
            .rows(rows.stream().map(row -> cut(row, columns)).toList())
            .widths(columns.stream().map(Constraint::length).toList())
            .block(block)
            .highlightStyle(chosen)
            .highlightSymbol(MARK)
            .columnSpacing(1)
            .build(),
        area,
        state);
  }

  private static Row cut(Row row, List<Integer> widths) {
    var cells = new ArrayList<Cell>();
    for (int column = 0; column < row.cells().size(); column++) {
      var cell = row.cells().get(column);
      int width = widths.get(column);
      String text = cell.content().rawContent();
      cells.add(cell.width() <= width ? cell : Cell.from(cut(text, width)).style(cell.style()));
    }
    return Row.from(cells).style(row.style());
  }

  /** Lines of text. */
  static void lines(Frame frame, Rect area, List<Line> lines) {
    frame.renderWidget(Paragraph.builder().text(Text.from(lines)).build(), area);
  }

  static Line line(String text, Style style) {
    return Line.from(Span.styled(text, style));
  }

  /** A text cut to a number of columns, with a mark if something is missing. */
  static String cut(String text, int width) {
    if (CharWidth.of(text) <= width) {
      return text;
    }
    return width < 2 ? "" : CharWidth.substringByWidth(text, width - 1) + "…";
  }

  /**
   * A text in lines of at most a width, broken between words; the last is cut if there are more.
   */
  static List<String> wrapped(String text, int width, int most) {
    var lines = new ArrayList<String>();
    String rest = text;
    while (lines.size() < most - 1 && CharWidth.of(rest) > width) {
      String head = CharWidth.substringByWidth(rest, width + 1);
      int space = head.lastIndexOf(' ');
      String line =
          space > width / 2 ? head.substring(0, space) : CharWidth.substringByWidth(rest, width);
      lines.add(line);
      rest = rest.substring(line.length()).stripLeading();
    }
    lines.add(cut(rest, width));
    return lines;
  }

  /** What is typed, with the cursor, scrolled so that the cursor is within the width. */
  static Line typed(Typed typed, int width) {
    String head =
        CharWidth.substringByWidthFromEnd(typed.text().substring(0, typed.cursor()), width - 1);
    String tail = typed.text().substring(typed.cursor());
    int under = tail.isEmpty() ? 0 : tail.offsetByCodePoints(0, 1);
    return Line.from(
        Span.raw(head),
        Span.styled(tail.isEmpty() ? " " : tail.substring(0, under), CHOSEN),
        Span.raw(
            CharWidth.substringByWidth(
                tail.substring(under), Math.max(0, width - CharWidth.of(head) - 1))));
  }

  /** {@code 1 model}, {@code 2 models}. */
  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
