package dev.keyrelay.cli.tui;

import dev.keyrelay.engine.config.VariableNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;

/** The keys of the screen of routes, and what its dialogs lead to. */
final class RoutesDesk {

  private static final String NAME_REFUSED =
      "Does not hold; expected: a name with letters or digits and without /";

  private RoutesDesk() {}

  static State key(State state, char c) {
    return switch (c) {
      case 'a' ->
          state.withDialog(
              new Dialog.Input(
                  "A new alias: the name that clients ask for",
                  "Such as best or gpt-4o",
                  "",
                  false,
                  new Dialog.NameAlias()));
      case 'g' ->
          state.withDialog(
              new Dialog.Input(
                  "A new fallback group: its name",
                  "Clients may ask for it by this name, too",
                  "",
                  false,
                  new Dialog.NameGroup()));
      case 'p' -> {
        var providers = new ArrayList<>(state.facts().services().keySet());
        yield state.withDialog(
            new Dialog.Pick("Place in failover of", providers, "", 0, new Dialog.PlaceOf()));
      }
      case 'm' ->
          state.withDialog(
              Sheet.of(
                  SheetKind.SETS,
                  "Models that stand in for one another",
                  RouteRow.SETS,
                  state.value(RouteRow.SETS).orElse("")));
      case 'o' -> options(state);
      case 'd' ->
          chosen(state)
              .map(
                  row -> {
                    State without = Staging.removed(state, row.variable());
                    return without.withRow(state.row(), RouteRow.of(without).size());
                  })
              .orElse(state);
      default -> state;
    };
  }

  private static Optional<RouteRow> chosen(State state) {
    return RouteRow.of(state).stream().skip(state.row()).findFirst();
  }

  private static State options(State state) {
    return chosen(state)
        .filter(row -> row.kind() == RouteRow.Kind.GROUP)
        .map(
            row ->
                state.withDialog(
                    new Dialog.Pick(
                        "Group " + row.name(),
                        Arrays.stream(RouteRow.Option.values()).map(RouteRow.Option::word).toList(),
                        "",
                        0,
                        new Dialog.OptionOf(row.variable()))))
        .orElseGet(() -> state.withNotice("Choose a group first: only groups have such settings."));
  }

  /** Edits the selected row. */
  static State edit(State state) {
    return chosen(state)
        .map(
            row ->
                switch (row.kind()) {
                  case ALIAS -> state.withDialog(alias(row.name(), row.variable(), row.target()));
                  case GROUP -> state.withDialog(group(state, row.name(), row.variable()));
                  case SETS -> key(state, 'm');
                  case OPTION, PLACE -> state.withDialog(line(state, row.name(), row.variable()));
                })
        .orElse(state);
  }

  static State aliasNamed(State state, Dialog.Input input, String text) {
    if (!isName(text)) {
      return state.withDialog(input.withHint(NAME_REFUSED));
    }
    String variable = RouteRow.variable(RouteRow.ALIAS, text);
    return state.withDialog(
        alias(VariableNames.folded(text), variable, state.value(variable).orElse("")));
  }

  private static Dialog alias(String name, String variable, String target) {
    return new Dialog.Input(
        name + " stands for: " + variable,
        "provider/model, or group:<name>; Tab completes",
        target,
        false,
        new Dialog.SetVariable(variable));
  }

  static State groupNamed(State state, Dialog.Input input, String text) {
    String variable = RouteRow.variable(RouteRow.GROUP, text);
    if (!isName(text)
        || Arrays.stream(RouteRow.Option.values()).anyMatch(o -> variable.endsWith(o.of("")))) {
      return state.withDialog(input.withHint(NAME_REFUSED));
    }
    return state.withDialog(group(state, VariableNames.folded(text), variable));
  }

  private static Dialog group(State state, String name, String variable) {
    return Sheet.of(
        SheetKind.CHAIN,
        "Group " + name + ": " + variable,
        variable,
        state.value(variable).orElse(""));
  }

  private static boolean isName(String text) {
    return text.indexOf('/') < 0 && VariableNames.folded(text).matches(".*[a-z0-9].*");
  }

  static State placeOf(State state, String provider) {
    String prefix = state.facts().services().getOrDefault(provider, provider);
    return state.withDialog(line(state, "Place of " + provider, RouteRow.PLACE + prefix));
  }

  static State optionOf(State state, String group, String word) {
    return Arrays.stream(RouteRow.Option.values())
        .filter(option -> option.word().equals(word))
        .findFirst()
        .map(option -> state.withDialog(line(state, "Group " + word, option.of(group))))
        .orElse(state);
  }

  private static Dialog line(State state, String label, String variable) {
    return new Dialog.Input(
        label.strip() + ": " + variable,
        new Setting("", variable).expected(),
        state.value(variable).orElse(""),
        false,
        new Dialog.SetVariable(variable));
  }
}
