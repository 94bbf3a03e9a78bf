package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Rect;
import dev.tamboui.terminal.Frame;
import dev.tamboui.text.Line;
import dev.tamboui.text.Span;
import dev.tamboui.widgets.Clear;
import java.util.ArrayList;
import java.util.List;

/** Makes a frame of a state, and does nothing else. */
final class Painter {

  private static final int MOST_NOTICE = 4;

  private Painter() {}

  /** Paints the whole frame: heading, screens' names, the screen, what happened, the keys. */
  static void paint(Frame frame, State state) {
    Rect all = frame.area();
    if (all.width() < 40 || all.height() < 12) {
      Look.lines(
          frame, all, List.of(Line.from("KeyRelay needs"), Line.from("40 × 12 characters.")));
      return;
    }
    Look.lines(frame, row(all, 0), List.of(heading(state)));
    Look.lines(frame, row(all, 1), List.of(tabs(state)));
    Rect body = new Rect(all.x(), all.y() + 2, all.width(), all.height() - 4);
    switch (state.tab()) {
      case RUN -> RunScreen.paint(frame, body, state);
      case CREDENTIALS -> CredentialsScreen.paint(frame, body, state);
      case ROUTES -> RoutesScreen.paint(frame, body, state);
      case PROVIDERS -> ProvidersScreen.paint(frame, body, state);
      case SETTINGS -> SettingsScreen.paint(frame, body, state);
      case ADVANCED -> AdvancedScreen.paint(frame, body, state);
      case CHANGES -> ChangesScreen.paint(frame, body, state);
    }
    state.dialog().ifPresent(dialog -> DialogPainter.paint(frame, body, dialog, state));
    notice(frame, all, state.notice());
    Look.lines(
        frame,
        row(all, all.height() - 1),
        List.of(Look.line(Look.cut(" " + keys(state), all.width()), Look.DIM)));
  }

  /** Above the keys; one that needs more lines lies over the screen. */
  private static void notice(Frame frame, Rect all, String notice) {
    var lines =
        Look.wrapped(notice, all.width() - 2, MOST_NOTICE).stream()
            .map(line -> Look.line(" " + line, Look.ODD))
            .toList();
    var area = new Rect(all.x(), all.bottom() - 1 - lines.size(), all.width(), lines.size());
    frame.renderWidget(Clear.INSTANCE, area);
    Look.lines(frame, area, lines);
  }

  private static Rect row(Rect all, int row) {
    return new Rect(all.x(), all.y() + row, all.width(), 1);
  }

  private static Line heading(State state) {
    var spans = new ArrayList<Span>();
    spans.add(Span.styled(" KeyRelay ", Look.STRONG));
    Live live = state.live();
    spans.add(
        switch (live.status()) {
          case STOPPED -> Span.styled(" ○ stopped ", Look.DIM);
          case STARTING -> Span.styled(" ◌ starting ", Look.ODD);
          case RUNNING -> Span.styled(" ● " + live.address() + " ", Look.GOOD);
          case STOPPING -> Span.styled(" ◌ stopping ", Look.ODD);
          case ELSEWHERE -> Span.styled(" ◍ " + live.address() + " ", Look.GOOD);
          case CLOSED -> Span.styled(" ◍ " + live.address() + " ", Look.ODD);
        });
    Facts facts = state.facts();
    spans.add(
        Span.raw(
            " "
                + Look.count(facts.credentials().size(), "credential")
                + ", "
                + Look.count(facts.providers().size(), "provider")));
    if (facts.errors() > 0) {
      spans.add(Span.styled("  " + Look.count(facts.errors(), "error"), Look.BAD));
    }
    if (facts.warnings() > 0) {
      spans.add(Span.styled("  " + Look.count(facts.warnings(), "warning"), Look.ODD));
    }
    return Line.from(spans);
  }

  private static Line tabs(State state) {
    var spans = new ArrayList<Span>();
    for (Tab tab : Tab.values()) {
      String count =
          tab == Tab.CHANGES && !state.draft().isEmpty() ? " " + state.draft().values().size() : "";
      spans.add(Span.raw(tab == Tab.RUN ? " " : "  "));
      String text = (tab.ordinal() + 1) + " " + tab.title() + count;
      spans.add(Span.styled(text, tab == state.tab() ? Look.CHOSEN : Look.PLAIN));
    }
    return Line.from(spans);
  }

  private static String talkKeys(Talk talk) {
    String page = talk.page().isPresent() ? "  Ctrl-Y copy the page's address" : "";
    String scroll = "  ↑↓ scroll";
    if (talk.over()) {
      return "Enter close" + scroll;
    }
    return (talk.question().isPresent() ? "Enter answer  " : "") + "Esc break off" + page + scroll;
  }

  private static String keys(State state) {
    return state
        .dialog()
        .map(
            dialog ->
                switch (dialog) {
                  case Dialog.Input _ -> "Enter accept  Esc cancel  Ctrl-U clear";
                  case Sheet sheet ->
                      sheet.typing().isPresent()
                          ? "Enter accept  Tab complete  Esc cancel  Ctrl-U clear"
                          : "Enter edit  n new  d remove  +/- move  s stage  Esc cancel";
                  case Talk talk -> talkKeys(talk);
                  case Dialog.Pick _ -> "↑↓ choose  type to narrow down  Enter accept  Esc cancel";
                  case Dialog.Confirm _ -> "y yes  n no";
                  case Dialog.Reading _ -> "↑↓←→ PgUp PgDn scroll  Esc close";
                })
        .orElse("1-7 Tab ↑↓  " + state.tab().keys() + "  ? help");
  }
}
