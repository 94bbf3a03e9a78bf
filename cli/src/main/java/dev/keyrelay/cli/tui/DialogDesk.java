package dev.keyrelay.cli.tui;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The keys of what lies over a screen. */
final class DialogDesk {

  private final Errands errands;
  private final TalkDesk talks;

  DialogDesk(Errands errands) {
    this.errands = errands;
    this.talks = new TalkDesk(errands);
  }

  State key(State state, Dialog dialog, KeyEvent key) {
    boolean own = dialog instanceof Sheet || dialog instanceof Talk;
    if (key.code() == KeyCode.ESCAPE && !own) {
      return state.withoutDialog();
    }
    return switch (dialog) {
      case Talk talk -> talks.key(state, talk, key);
      case Sheet sheet -> SheetDesk.key(state, sheet, key);
      case Dialog.Input input -> input(state, input, key);
      case Dialog.Pick pick -> pick(state, pick, key);
      case Dialog.Confirm confirm -> confirm(state, confirm, key);
      case Dialog.Reading reading -> reading(state, reading, key);
    };
  }

  private State input(State state, Dialog.Input input, KeyEvent key) {
    return switch (key.code()) {
      case ENTER -> accepted(state, input);
      case TAB -> state.withDialog(completed(state, input));
      default -> {
        Typed typed = input.typed().key(key);
        yield state.withDialog(hinted(state, input.with(typed)));
      }
    };
  }

  /** What is odd about an alias is said while it is typed. */
  private static Dialog.Input hinted(State state, Dialog.Input input) {
    return input.text().isBlank() || !isRoute(input)
        ? input
        : input.withHint(new Known(state).doubtOfRoute(input.text().strip()).orElse("Known"));
  }

  private static boolean isRoute(Dialog.Input input) {
    return input.then() instanceof Dialog.SetVariable(String name)
        && name.startsWith(RouteRow.ALIAS);
  }

  private static Dialog completed(State state, Dialog.Input input) {
    if (!isRoute(input)) {
      return input;
    }
    var all = new Known(state).completions(input.text(), true);
    var completed = input.with(Typed.of(Known.common(input.text(), all)));
    return all.size() < 2 ? hinted(state, completed) : completed.withHint(String.join("  ", all));
  }

  private State accepted(State state, Dialog.Input input) {
    String text = input.text().strip();
    return switch (input.then()) {
      case Dialog.SetVariable set -> staged(state, input, set.name(), text);
      case Dialog.ExportTo to -> {
        var arguments = new ArrayList<>(List.of("credentials", "export"));
        if (!to.id().isEmpty()) {
          arguments.add(to.id());
        }
        arguments.addAll(List.of("--to", text));
        errands.command("Export", arguments);
        yield state.withoutDialog();
      }
      case Dialog.NameProvider _ -> named(state, input, text);
      case Dialog.AddressOf of -> addressed(state, input, of.prefix(), text);
      case Dialog.NameAlias _ -> RoutesDesk.aliasNamed(state, input, text);
      case Dialog.NameGroup _ -> RoutesDesk.groupNamed(state, input, text);
      case Dialog.AddFor _,
          Dialog.AddBy _,
          Dialog.Remove _,
          Dialog.StartAgain _,
          Dialog.Leave _,
          Dialog.ClearCooldowns _,
          Dialog.PlaceOf _,
          Dialog.OptionOf _ ->
          state.withoutDialog();
    };
  }

  private static State staged(State state, Dialog.Input input, String name, String text) {
    Setting setting = new Setting("", name);
    if (text.isEmpty()) {
      return state.withoutDialog();
    }
    return setting
        .refusal(text)
        .map(refusal -> state.withDialog(input.withHint(refusal)))
        .orElseGet(() -> Staging.staged(state.withoutDialog(), name, text));
  }

  private static State named(State state, Dialog.Input input, String text) {
    String prefix = text.toUpperCase(Locale.ROOT);
    if (!prefix.matches("[A-Z][A-Z0-9_]*")) {
      return state.withDialog(
          input.withHint("Does not hold; expected: letters, digits and _, a letter first"));
    }
    if (state.facts().services().containsValue(prefix)) {
      return state.withDialog(input.withHint("There is a provider of this name already"));
    }
    return state.withDialog(
        new Dialog.Input(
            "Its address: " + prefix + "_API_BASE",
            "The address before /chat/completions, such as http://localhost:1234/v1",
            "",
            false,
            new Dialog.AddressOf(prefix)));
  }

  private static State addressed(State state, Dialog.Input input, String prefix, String text) {
    String name = prefix + "_API_BASE";
    var refusal = new Setting("", name).refusal(text);
    if (text.isEmpty() || refusal.isPresent()) {
      return state.withDialog(input.withHint(refusal.orElse("An address is needed")));
    }
    String key = prefix + "_API_KEY_1";
    return state
        .withDraft(state.draft().with(name, Optional.of(text)))
        .withDialog(
            new Dialog.Input(
                "Its key: " + key,
                "Not shown. Esc if it wants none",
                "",
                true,
                new Dialog.SetVariable(key)));
  }

  private State pick(State state, Dialog.Pick pick, KeyEvent key) {
    int last = Math.max(0, pick.shown().size() - 1);
    return switch (key.code()) {
      case UP -> state.withDialog(pick.withSelected(Math.max(0, pick.selected() - 1)));
      case DOWN -> state.withDialog(pick.withSelected(Math.min(last, pick.selected() + 1)));
      case CHAR, BACKSPACE ->
          state.withDialog(pick.withFilter(Typed.of(pick.filter()).key(key).text()));
      case ENTER ->
          pick.shown().stream()
              .skip(pick.selected())
              .findFirst()
              .map(chosen -> picked(state.withoutDialog(), pick.then(), chosen))
              .orElse(state);
      default -> state;
    };
  }

  private State picked(State state, Dialog.Purpose purpose, String chosen) {
    return switch (purpose) {
      case Dialog.AddFor _ -> {
        errands.add(chosen);
        yield state.withNotice("Asking " + chosen + " how …");
      }
      case Dialog.AddBy by -> {
        errands.talk(
            by.title(),
            List.of("credentials", "add", by.provider(), "--by", Dialog.AddBy.way(chosen)));
        yield state;
      }
      case Dialog.PlaceOf _ -> RoutesDesk.placeOf(state, chosen);
      case Dialog.OptionOf of -> RoutesDesk.optionOf(state, of.group(), chosen);
      case Dialog.SetVariable _,
          Dialog.ExportTo _,
          Dialog.NameProvider _,
          Dialog.AddressOf _,
          Dialog.NameAlias _,
          Dialog.NameGroup _,
          Dialog.Remove _,
          Dialog.ClearCooldowns _,
          Dialog.StartAgain _,
          Dialog.Leave _ ->
          state;
    };
  }

  private State confirm(State state, Dialog.Confirm confirm, KeyEvent key) {
    if (key.code() != KeyCode.CHAR) {
      return state;
    }
    char c = Character.toLowerCase(key.character());
    if (c == 'y') {
      agreed(state, confirm.then());
    }
    if (c == 'y' && confirm.then() instanceof Dialog.StartAgain) {
      return state.withoutDialog().withStatus(Live.Status.STOPPING);
    }
    return c == 'y' || c == 'n' ? state.withoutDialog() : state;
  }

  private void agreed(State state, Dialog.Purpose purpose) {
    switch (purpose) {
      case Dialog.ClearCooldowns _ ->
          errands.order(CredentialsDesk.asked(state, List.of("cooldowns", "clear")));
      case Dialog.Remove remove ->
          errands.command("Remove", List.of("credentials", "remove", remove.id(), "--yes"));
      case Dialog.Leave _ -> errands.quit();
      case Dialog.StartAgain _ -> {
        errands.stopGateway();
        errands.startGateway();
      }
      case Dialog.SetVariable _,
          Dialog.AddFor _,
          Dialog.AddBy _,
          Dialog.ExportTo _,
          Dialog.NameProvider _,
          Dialog.NameAlias _,
          Dialog.NameGroup _,
          Dialog.PlaceOf _,
          Dialog.OptionOf _,
          Dialog.AddressOf _ -> {}
    }
  }

  private static State reading(State state, Dialog.Reading reading, KeyEvent key) {
    if (key.code() == KeyCode.ENTER || (key.code() == KeyCode.CHAR && key.character() == 'q')) {
      return state.withoutDialog();
    }
    return state.withDialog(
        switch (key.code()) {
          case UP -> reading.moved(-1, 0);
          case DOWN -> reading.moved(1, 0);
          case PAGE_UP -> reading.moved(-15, 0);
          case PAGE_DOWN -> reading.moved(15, 0);
          case HOME -> reading.moved(-reading.top(), -reading.left());
          case END -> reading.moved(reading.lines().size(), 0);
          case LEFT -> reading.moved(0, -20);
          case RIGHT -> reading.moved(0, 20);
          default -> reading;
        });
  }
}
