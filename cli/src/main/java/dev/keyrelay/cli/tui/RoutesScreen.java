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

/** What names of models lead to: aliases, fallback groups, places of providers. */
final class RoutesScreen {

  private RoutesScreen() {}

  static void paint(Frame frame, Rect body, State state) {
    var areas = Layout.vertical().constraints(Constraint.min(5), Constraint.length(4)).split(body);
    List<RouteRow> routes = RouteRow.of(state);
    var rows = new ArrayList<Row>();
    for (RouteRow one : routes) {
      boolean staged = state.draft().values().containsKey(one.variable());
      rows.add(
          Row.from(
              Cell.from(!one.doubts().isEmpty() ? "✗" : staged ? "*" : ""),
              Cell.from(one.kind().word()),
              Cell.from(one.name()),
              Cell.from(one.target())
                  .style(!one.doubts().isEmpty() ? Look.BAD : staged ? Look.ODD : Look.PLAIN)));
    }
    Look.table(
        frame,
        areas.get(0),
        rows.isEmpty() ? "No alias and no fallback group yet" : "Aliases and fallback",
        List.of("", "KIND", "NAME", "STANDS FOR"),
        rows,
        state.row(),
        Constraint.length(1),
        Constraint.length(8),
        Constraint.fill(1),
        Constraint.fill(2));
    Look.lines(frame, areas.get(1), below(state, routes, body.width() - 2));
  }

  private static List<Line> below(State state, List<RouteRow> routes, int width) {
    var lines = new ArrayList<Line>();
    if (routes.isEmpty()) {
      lines.add(Line.from(" An alias is another name for a model; a group tries models in turn."));
      return lines;
    }
    RouteRow one = routes.get(Math.min(state.row(), routes.size() - 1));
    lines.add(Look.line(" " + Look.cut(one.variable(), width), Look.STRONG));
    boolean fixed = state.facts().isOfProcess(one.variable());
    String meaning = new Setting("", one.variable()).meaning();
    String doubts = String.join("; ", one.doubts());
    String odd = fixed ? SettingsScreen.FIXED : doubts;
    Look.wrapped(meaning, width, odd.isEmpty() ? 3 : 1).forEach(l -> lines.add(Line.from(" " + l)));
    Look.wrapped(odd, width, 2)
        .forEach(l -> lines.add(Look.line(" " + l, fixed ? Look.ODD : Look.BAD)));
    return lines;
  }
}
