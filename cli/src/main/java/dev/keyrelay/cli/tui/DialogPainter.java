package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Rect;
import dev.tamboui.terminal.Frame;
import dev.tamboui.text.Line;
import dev.tamboui.text.Span;
import dev.tamboui.widgets.Clear;
import java.util.ArrayList;
import java.util.List;

/** Paints what lies over a screen. */
final class DialogPainter {

  private DialogPainter() {}

  static void paint(Frame frame, Rect body, Dialog dialog, State state) {
    switch (dialog) {
      case Dialog.Input input -> input(frame, body, input);
      case Dialog.Pick pick -> pick(frame, body, pick);
      case Dialog.Confirm confirm ->
          boxed(
              frame,
              bottom(body, 4),
              confirm.title(),
              List.of(Line.from(confirm.question()), Line.from("y / n")));
      case Dialog.Reading reading -> reading(frame, body, reading);
      case Talk talk -> TalkPainter.paint(frame, body, talk);
      case Sheet sheet -> SheetPainter.paint(frame, body, sheet, state);
    }
  }

  /** At the bottom, so that the screen above it is seen while it is typed. */
  private static void input(Frame frame, Rect body, Dialog.Input input) {
    Rect area = bottom(body, 4);
    int width = area.width() - 4;
    Typed shown =
        input.secret()
            ? new Typed("•".repeat(input.text().length()), input.typed().cursor())
            : input.typed();
    boxed(
        frame,
        area,
        input.title(),
        List.of(Look.typed(shown, width), Look.line(Look.cut(input.hint(), width), Look.DIM)));
  }

  private static void pick(Frame frame, Rect body, Dialog.Pick pick) {
    List<String> shown = pick.shown();
    int height = Math.min(body.height(), Math.clamp(pick.options().size() + 3L, 5, 14));
    Rect area = centred(body, Math.min(body.width(), 54), height);
    int room = height - 3;
    int top = Math.max(0, pick.selected() - room + 1);
    var lines = new ArrayList<Line>();
    lines.add(Line.from(Span.raw("> " + pick.filter()), Span.styled(" ", Look.CHOSEN)));
    for (int i = top; i < Math.min(shown.size(), top + room); i++) {
      lines.add(Look.line(" " + shown.get(i), i == pick.selected() ? Look.CHOSEN : Look.PLAIN));
    }
    boxed(frame, area, pick.title() + " (" + shown.size() + ")", lines);
  }

  private static void reading(Frame frame, Rect body, Dialog.Reading reading) {
    int room = body.height() - 2;
    var lines =
        reading.lines().stream()
            .skip(reading.top())
            .limit(room)
            .map(line -> line.substring(Math.min(reading.left(), line.length())))
            .map(line -> Line.from(Look.cut(line, body.width() - 2)))
            .toList();
    boxed(frame, body, reading.title(), lines);
  }

  static void boxed(Frame frame, Rect area, String title, List<Line> lines) {
    var block = Look.box(title);
    frame.renderWidget(Clear.INSTANCE, area);
    frame.renderWidget(block, area);
    Look.lines(frame, block.inner(area), lines);
  }

  private static Rect bottom(Rect body, int height) {
    return new Rect(body.x(), body.bottom() - height, body.width(), height);
  }

  private static Rect centred(Rect body, int width, int height) {
    return new Rect(
        body.x() + (body.width() - width) / 2,
        body.y() + (body.height() - height) / 2,
        width,
        height);
  }
}
