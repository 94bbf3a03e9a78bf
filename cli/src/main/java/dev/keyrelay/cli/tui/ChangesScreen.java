package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Layout;
import dev.tamboui.layout.Rect;
import dev.tamboui.terminal.Frame;
import dev.tamboui.widgets.table.Cell;
import dev.tamboui.widgets.table.Row;
import java.util.ArrayList;
import java.util.List;

/** What will be written to {@code .env}. */
final class ChangesScreen {

  private ChangesScreen() {}

  static void paint(Frame frame, Rect body, State state) {
    var rows = new ArrayList<Row>();
    for (Draft.Change change : state.draft().changes(state.facts())) {
      rows.add(
          Row.from(
                  Cell.from(Character.toString(change.sign())),
                  Cell.from(change.text()),
                  Cell.from(
                      state.facts().isOfProcess(change.name())
                          ? "never: the process sets it"
                          : Effect.of(change.name(), state.facts()).text()))
              .style(
                  switch (change.sign()) {
                    case '+' -> Look.GOOD;
                    case '-' -> Look.BAD;
                    default -> Look.ODD;
                  }));
    }
    int below = state.checks().isEmpty() ? 0 : Math.min(2 * state.checks().size(), 8) + 2;
    var areas =
        Layout.vertical().constraints(Constraint.min(4), Constraint.length(below)).split(body);
    if (below > 0) {
      checks(frame, areas.get(1), state.checks());
    }
    Look.table(
        frame,
        areas.get(0),
        rows.isEmpty() ? "Nothing to write" : "Not written to .env yet",
        List.of("", "VARIABLE", "TAKES EFFECT"),
        rows,
        state.row(),
        Constraint.length(1),
        Constraint.fill(1),
        Constraint.length(26));
  }

  /** What the changes would make of the configuration. */
  private static void checks(Frame frame, Rect area, List<String> checks) {
    var block = Look.box("Odd once written");
    frame.renderWidget(block, area);
    Rect inner = block.inner(area);
    Look.lines(
        frame,
        inner,
        checks.stream()
            .flatMap(check -> Look.wrapped(check, inner.width(), 2).stream())
            .map(line -> Look.line(line, Look.ODD))
            .toList());
  }
}
