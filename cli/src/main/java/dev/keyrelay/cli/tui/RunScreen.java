package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.QuotaLine;
import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Layout;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Style;
import dev.tamboui.terminal.Frame;
import dev.tamboui.text.Line;
import dev.tamboui.widgets.sparkline.Sparkline;
import dev.tamboui.widgets.table.Cell;
import dev.tamboui.widgets.table.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The gateway in this process: throughput, requests as they come, what is left of quotas. */
final class RunScreen {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.systemDefault());
  private static final int MOST_GAUGES = 4;

  private RunScreen() {}

  static void paint(Frame frame, Rect body, State state) {
    List<QuotaLine> gauges = gauges(state.live());
    var areas =
        Layout.vertical()
            .constraints(
                Constraint.length(4),
                Constraint.min(5),
                Constraint.length(gauges.isEmpty() ? 0 : gauges.size() + 2))
            .split(body);
    throughput(frame, areas.get(0), state);
    requests(frame, areas.get(1), state);
    if (!gauges.isEmpty()) {
      quota(frame, areas.get(2), state, gauges);
    }
  }

  private static void throughput(Frame frame, Rect area, State state) {
    Live live = state.live();
    var halves =
        Layout.horizontal().constraints(Constraint.length(36), Constraint.min(20)).split(area);
    Rect left = halves.get(0);
    Look.lines(
        frame, new Rect(left.x() + 1, left.y(), left.width() - 1, left.height()), told(state));
    frame.renderWidget(
        Sparkline.builder()
            .data(live.perSecond().isEmpty() ? List.of(0L) : live.perSecond())
            .style(Look.GOOD)
            .block(Look.box(title(live)))
            .build(),
        halves.get(1));
  }

  private static List<Line> told(State state) {
    Live live = state.live();
    return switch (live.status()) {
      case RUNNING -> counted(live, state.now());
      case ELSEWHERE -> elsewhere(live, "whose", "requests cannot be seen from here.");
      case CLOSED -> elsewhere(live, "which", "takes another client key.");
      case STOPPED, STARTING, STOPPING ->
          List.of(
              Line.from("No gateway runs here: s starts it."),
              Line.from(""),
              Look.line("Home " + Look.cut(state.facts().home(), 30), Look.DIM));
    };
  }

  private static List<Line> counted(Live live, Instant now) {
    long requests = live.perSecond().stream().mapToLong(Long::longValue).sum();
    String up = span(Duration.between(live.since(), now));
    return List.of(
        Line.from("up " + up + "  " + Look.count(live.tokens(), "token")),
        Line.from(
            live.running() + " running  " + live.total() + " total  " + live.failed() + " failed"),
        Line.from(requests + " requests/min  " + live.minuteTokens() + " tokens/min"),
        base(live));
  }

  private static List<Line> elsewhere(Live live, String link, String what) {
    return List.of(
        Line.from("Runs in another process, " + link), Line.from(what), Line.from(""), base(live));
  }

  private static Line base(Live live) {
    return Look.line("base URL " + live.address() + "/v1", Look.DIM);
  }

  private static String title(Live live) {
    long most = live.perSecond().stream().mapToLong(Long::longValue).max().orElse(0);
    return "requests/s, last minute" + (most == 0 ? "" : ", at most " + most);
  }

  private static void requests(Frame frame, Rect area, State state) {
    var rows = new ArrayList<Row>();
    for (Request one : state.live().requests()) {
      rows.add(
          Row.from(
              Cell.from(TIME.format(one.begun())),
              Cell.from(one.state()).style(style(one.state())),
              Cell.from(millis(one.took())),
              Cell.from(one.tokens() == 0 ? "" : Long.toString(one.tokens())),
              Cell.from(one.model()),
              Cell.from(one.target() + (one.attempts() > 1 ? " ×" + one.attempts() : ""))));
    }
    Look.table(
        frame,
        area,
        "Requests",
        List.of("TIME", "STATE", "TOOK", "TOKENS", "ASKED FOR", "SERVED BY"),
        rows,
        state.row(),
        Constraint.length(8),
        Constraint.length(7),
        Constraint.length(7),
        Constraint.length(7),
        Constraint.fill(1),
        Constraint.fill(1));
  }

  private static Style style(String state) {
    return switch (state) {
      case "…", "stream" -> Look.ODD;
      case "200" -> Look.GOOD;
      default -> Look.BAD;
    };
  }

  /** The quotas of which it is known how much is left, the emptiest first. */
  private static List<QuotaLine> gauges(Live live) {
    return live.standing().quota().stream()
        .filter(line -> line.left().isPresent())
        .sorted(Comparator.comparingDouble(line -> line.left().getAsDouble()))
        .limit(MOST_GAUGES)
        .toList();
  }

  private static void quota(Frame frame, Rect area, State state, List<QuotaLine> gauges) {
    var block = Look.box("Quota left");
    frame.renderWidget(block, area);
    Rect inner = block.inner(area);
    int names = Math.max(24, inner.width() / 3);
    int width = Math.max(4, inner.width() - names - 24);
    var lines = new ArrayList<Line>();
    for (QuotaLine line : gauges) {
      double left = line.left().getAsDouble();
      String name = Look.cut(line.provider() + " " + line.name(), names);
      lines.add(
          Look.line(
              String.format(
                  Locale.ROOT,
                  "%-" + names + "s %s %3.0f%% %s",
                  name,
                  QuotaLine.bar(left, width),
                  left * 100,
                  line.resets()
                      .map(end -> "back in " + span(Duration.between(state.now(), end)))
                      .orElse("")),
              left < 0.1 ? Look.BAD : left < 0.3 ? Look.ODD : Look.PLAIN));
    }
    Look.lines(frame, inner, lines);
  }

  private static String millis(Duration took) {
    long millis = took.toMillis();
    return millis < 10_000 ? millis + " ms" : millis / 1000 + " s";
  }

  private static String span(Duration length) {
    long seconds = Math.max(0, length.toSeconds());
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds % 3600 / 60, seconds % 60);
  }
}
