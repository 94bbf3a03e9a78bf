package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Layout;
import dev.tamboui.layout.Rect;
import dev.tamboui.terminal.Frame;
import dev.tamboui.text.Line;
import dev.tamboui.widgets.table.Cell;
import dev.tamboui.widgets.table.Row;
import java.util.ArrayList;
import java.util.List;

/** The settings of the gateway as a whole. */
final class SettingsScreen {

  /** Why a change of {@code .env} would not be felt. */
  static final String FIXED = "Set in the process environment, which wins over .env.";

  private SettingsScreen() {}

  static void paint(Frame frame, Rect body, State state) {
    var areas = Layout.vertical().constraints(Constraint.min(5), Constraint.length(4)).split(body);
    table(frame, areas.get(0), "Settings", Setting.GENERAL, state);
    explain(frame, areas.get(1), Setting.GENERAL, state);
  }

  /** Settings with what they hold now, or will once the changes are written. */
  static void table(Frame frame, Rect area, String title, List<Setting> settings, State state) {
    var rows = new ArrayList<Row>();
    for (Setting one : settings) {
      boolean staged = state.draft().values().containsKey(one.name());
      boolean set = state.value(one.name()).isPresent();
      rows.add(
          Row.from(
              Cell.from(staged ? "*" : ""),
              Cell.from(one.label()),
              Cell.from(state.value(one.name()).orElse(one.standard()))
                  .style(staged ? Look.ODD : set ? Look.PLAIN : Look.DIM)));
    }
    Look.table(
        frame,
        area,
        title,
        List.of("", "SETTING", "VALUE"),
        rows,
        state.row(),
        Constraint.length(1),
        Constraint.length(20),
        Constraint.fill(1));
  }

  /** What the selected setting does, and which variable holds it. */
  static void explain(Frame frame, Rect area, List<Setting> settings, State state) {
    if (settings.isEmpty()) {
      return;
    }
    Setting one = settings.get(Math.min(state.row(), settings.size() - 1));
    var lines = new ArrayList<Line>();
    lines.add(Look.line(" " + Look.cut(one.name(), area.width() - 2), Look.STRONG));
    int width = area.width() - 2;
    Look.wrapped(one.meaning(), width, 2).forEach(line -> lines.add(Line.from(" " + line)));
    lines.add(
        state.facts().isOfProcess(one.name())
            ? Look.line(" " + FIXED, Look.ODD)
            : Look.line(" " + Look.cut(one.effect() + " " + one.expected(), width), Look.DIM));
    Look.lines(frame, area, lines);
  }
}
