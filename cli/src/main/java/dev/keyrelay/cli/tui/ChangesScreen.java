package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Constraint;
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
                          : Effect.of(change.name()).text()))
              .style(
                  switch (change.sign()) {
                    case '+' -> Look.GOOD;
                    case '-' -> Look.BAD;
                    default -> Look.ODD;
                  }));
    }
    Look.table(
        frame,
        body,
        rows.isEmpty() ? "Nothing to write" : "Not written to .env yet",
        List.of("", "VARIABLE", "TAKES EFFECT"),
        rows,
        state.row(),
        Constraint.length(1),
        Constraint.fill(1),
        Constraint.length(26));
  }
}
