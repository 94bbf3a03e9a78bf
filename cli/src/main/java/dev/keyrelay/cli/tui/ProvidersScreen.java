package dev.keyrelay.cli.tui;

import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Rect;
import dev.tamboui.terminal.Frame;
import dev.tamboui.widgets.table.Row;
import java.util.List;

/** Every provider in use. */
final class ProvidersScreen {

  private ProvidersScreen() {}

  static void paint(Frame frame, Rect body, State state) {
    List<Row> rows =
        state.facts().providers().stream()
            .map(
                one ->
                    Row.from(
                        one.id(),
                        one.name(),
                        Integer.toString(one.credentials()),
                        CredentialsDesk.lent(state, one.id()).map(String::valueOf).orElse("–"),
                        models(state, one),
                        one.rotation(),
                        state
                            .value("IGNORE_MODELS_" + one.prefix())
                            .map(hidden -> "hides " + hidden)
                            .orElse("")))
            .toList();
    Look.table(
        frame,
        body,
        rows.isEmpty()
            ? "No provider has a credential yet"
            : rows.size() + " of " + state.facts().services().size() + " known providers in use",
        List.of("PROVIDER", "NAME", "CREDS", "READY", "MODELS", "ROTATION", "FILTER"),
        rows,
        state.row(),
        Constraint.fill(1),
        Constraint.fill(1),
        Constraint.length(5),
        Constraint.length(5),
        Constraint.length(6),
        Constraint.length(10),
        Constraint.fill(1));
  }

  private static String models(State state, Facts.ProviderRow provider) {
    int count = new Known(state).all(provider).size();
    return count == 0 ? "?" : Integer.toString(count);
  }
}
