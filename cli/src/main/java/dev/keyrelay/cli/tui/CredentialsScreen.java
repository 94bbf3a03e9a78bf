package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Rect;
import dev.tamboui.terminal.Frame;
import dev.tamboui.widgets.table.Row;
import java.util.List;

/** Every credential. */
final class CredentialsScreen {

  private CredentialsScreen() {}

  static void paint(Frame frame, Rect body, State state) {
    List<Row> rows =
        state.facts().credentials().stream()
            .map(one -> Row.from(one.provider(), one.kind(), one.origin(), one.mask(), one.id()))
            .toList();
    Look.table(
        frame,
        body,
        rows.isEmpty() ? "No credentials yet; a adds one" : Look.count(rows.size(), "credential"),
        List.of("PROVIDER", "KIND", "FOUND IN", "SHOWN", "ID"),
        rows,
        state.row(),
        Constraint.length(16),
        Constraint.length(11),
        Constraint.fill(2),
        Constraint.fill(1),
        Constraint.length(16));
  }
}
