package dev.keyrelay.cli.tui;

import dev.keyrelay.engine.config.ModelFilter;
import dev.tamboui.layout.Constraint;
import dev.tamboui.layout.Layout;
import dev.tamboui.layout.Rect;
import dev.tamboui.terminal.Frame;
import dev.tamboui.text.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The settings of one provider, and which of its models they hide. */
final class AdvancedScreen {

  private AdvancedScreen() {}

  static void paint(Frame frame, Rect body, State state) {
    var shown = state.shownProvider();
    if (shown.isEmpty()) {
      Look.lines(
          frame,
          body,
          List.of(
              Line.from(""),
              Line.from(
                  " No provider is in use yet. n adds one of your own; 2 adds a credential.")));
      return;
    }
    Facts.ProviderRow provider = shown.get();
    List<Setting> settings = Setting.of(provider.prefix());
    var rows = Layout.vertical().constraints(Constraint.min(5), Constraint.length(4)).split(body);
    var halves =
        Layout.horizontal()
            .constraints(Constraint.percentage(62), Constraint.percentage(38))
            .split(rows.get(0));
    String place =
        "‹ "
            + provider.name()
            + " › "
            + (state.provider() + 1)
            + "/"
            + state.facts().providers().size();
    SettingsScreen.table(frame, halves.get(0), place, settings, state);
    preview(frame, halves.get(1), provider, state);
    SettingsScreen.explain(frame, rows.get(1), settings, state);
  }

  private static void preview(Frame frame, Rect area, Facts.ProviderRow provider, State state) {
    List<String> models = new Known(state).all(provider);
    ModelFilter filter = filter(provider, state);
    var hidden = models.stream().filter(model -> !filter.allows(model)).toList();
    var block =
        Look.box(
            models.isEmpty()
                ? "Models: m lists"
                : "Models: " + hidden.size() + " of " + models.size() + " hidden");
    frame.renderWidget(block, area);
    Rect inner = block.inner(area);
    // Hidden ones first, because they are what the filters are about.
    var ordered = new ArrayList<>(hidden);
    models.stream().filter(filter::allows).forEach(ordered::add);
    var lines = new ArrayList<Line>();
    for (String model : ordered.stream().limit(Math.max(0, inner.height())).toList()) {
      boolean allowed = filter.allows(model);
      lines.add(
          Look.line(
              (allowed ? "✓ " : "✗ ") + Look.cut(model, inner.width() - 2),
              allowed ? Look.GOOD : Look.BAD));
    }
    if (models.size() > lines.size() && !lines.isEmpty()) {
      lines.set(
          lines.size() - 1,
          Look.line("  and " + (models.size() - lines.size() + 1) + " more", Look.DIM));
    }
    Look.lines(frame, inner, lines);
  }

  /** The filter as it will be, with the text that is being typed. */
  static ModelFilter filter(Facts.ProviderRow provider, State state) {
    return new ModelFilter(
        provider.id(),
        names(state, "WHITELIST_MODELS_" + provider.prefix()),
        names(state, "IGNORE_MODELS_" + provider.prefix()));
  }

  private static List<String> names(State state, String variable) {
    String text = state.value(variable).orElse("");
    if (state.dialog().orElse(null) instanceof Dialog.Input input
        && input.then() instanceof Dialog.SetVariable set
        && set.name().equals(variable)) {
      text = input.text();
    }
    return Arrays.stream(text.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }
}
