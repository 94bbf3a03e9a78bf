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
                        models(state, one.id()),
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
        List.of("PROVIDER", "NAME", "CREDS", "MODELS", "ROTATION", "FILTER"),
        rows,
        state.row(),
        Constraint.length(16),
        Constraint.length(18),
        Constraint.length(5),
        Constraint.length(6),
        Constraint.length(10),
        Constraint.fill(1));
  }

  private static String models(State state, String provider) {
    List<String> models = state.models().get(provider);
    return models == null ? "?" : Integer.toString(models.size());
  }
}
