package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Rect;
import dev.tamboui.style.Style;
import dev.tamboui.terminal.Frame;
import dev.tamboui.text.CharWidth;
import dev.tamboui.text.Line;
import dev.tamboui.text.Span;
import dev.tamboui.widgets.Clear;
import java.util.ArrayList;
import java.util.List;

/**
 * Paints a talk with a command. Addresses go from edge to edge of the terminal, without a frame
 * beside them, so that they can be marked and copied whole.
 */
final class TalkPainter {

  private static final String NO_QUESTION = "…";

  private TalkPainter() {}

  static void paint(Frame frame, Rect body, Talk talk) {
    frame.renderWidget(Clear.INSTANCE, body);
    int width = body.width();
    Look.lines(frame, row(body, 0), List.of(heading(talk, width)));
    var foot = foot(talk, width);
    int room = body.height() - 2 - foot.size();
    var all = talk.lines().stream().flatMap(line -> rows(line, width).stream()).toList();
    int last = Math.max(room, all.size() - talk.up());
    var shown = all.stream().limit(last).skip(Math.max(0, Math.min(all.size(), last) - room));
    Look.lines(frame, new Rect(body.x(), body.y() + 1, width, room), shown.toList());
    Look.lines(frame, new Rect(body.x(), body.y() + 1 + room, width, foot.size() + 1), foot);
  }

  private static Rect row(Rect body, int row) {
    return new Rect(body.x(), body.y() + row, body.width(), 1);
  }

  private static Line heading(Talk talk, int width) {
    String head = "── " + talk.title() + " ";
    return Look.line(
        Look.cut(head + "─".repeat(Math.max(0, width - CharWidth.of(head))), width), Look.STRONG);
  }

  private static List<Line> rows(String line, int width) {
    if (!Talk.isPage(line)) {
      return Look.wrapped(line, width - 1, 99).stream().map(Line::from).toList();
    }
    String page = line.strip();
    Style link = Look.PLAIN.underlined().hyperlink(page, "page");
    var rows = new ArrayList<Line>();
    for (int from = 0; from < page.length(); from += width) {
      rows.add(Look.line(page.substring(from, Math.min(page.length(), from + width)), link));
    }
    return rows;
  }

  /** What is asked, and the answer so far. */
  private static List<Line> foot(Talk talk, int width) {
    var lines = new ArrayList<Line>();
    lines.add(Look.line("─".repeat(width), Look.DIM));
    if (talk.over()) {
      lines.add(Look.line("Enter goes back.", Look.DIM));
      return lines;
    }
    if (talk.question().isEmpty()) {
      lines.add(Look.line(NO_QUESTION, Look.DIM));
      return lines;
    }
    var question = talk.question().get();
    if (!question.text().equals(">")) {
      Look.wrapped(question.text(), width - 1, 3)
          .forEach(text -> lines.add(Look.line(text, Look.STRONG)));
    }
    Typed shown =
        question.secret()
            ? new Typed("•".repeat(talk.typed().text().length()), talk.typed().cursor())
            : talk.typed();
    Line typed = Look.typed(shown, width - 3);
    var spans = new ArrayList<Span>();
    spans.add(Span.styled("> ", Look.STRONG));
    spans.addAll(typed.spans());
    lines.add(Line.from(spans));
    return lines;
  }
}
