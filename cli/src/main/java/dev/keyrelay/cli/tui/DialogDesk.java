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

  DialogDesk(Errands errands) {
    this.errands = errands;
  }

  State key(State state, Dialog dialog, KeyEvent key) {
    if (key.code() == KeyCode.ESCAPE) {
      return state.withoutDialog();
    }
    return switch (dialog) {
      case Dialog.Input input -> input(state, input, key);
      case Dialog.Pick pick -> pick(state, pick, key);
      case Dialog.Confirm confirm -> confirm(state, confirm, key);
      case Dialog.Reading reading -> reading(state, reading, key);
    };
  }

  private State input(State state, Dialog.Input input, KeyEvent key) {
    String text = input.text();
    if (Desk.isCtrl(key, 'u')) {
      return state.withDialog(input.withText(""));
    }
    return switch (key.code()) {
      case ENTER -> accepted(state, input);
      case BACKSPACE ->
          state.withDialog(
              input.withText(text.isEmpty() ? "" : text.substring(0, text.length() - 1)));
      case CHAR ->
          key.hasCtrl() || key.hasAlt()
              ? state
              : state.withDialog(input.withText(text + key.character()));
      default -> state;
    };
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
      case Dialog.AddFor _, Dialog.Remove _, Dialog.StartAgain _, Dialog.Leave _ ->
          state.withoutDialog();
    };
  }

  private static State staged(State state, Dialog.Input input, String name, String text) {
    Setting setting = new Setting("", name);
    if (text.isEmpty()) {
      return state.withoutDialog();
    }
    var refusal = setting.refusal(text);
    if (refusal.isPresent()) {
      return state.withDialog(input.withHint(refusal.get()));
    }
    var values = state.draft().with(name, Optional.of(text));
    boolean same =
        !setting.isSecret() && state.facts().value(name).filter(text::equals).isPresent();
    return state
        .withDraft(same ? state.draft().without(name) : values)
        .withoutDialog()
        .withNotice(same ? "" : "Not written yet; 6 shows what will be.");
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
      case UP -> state.withDialog(moved(pick, Math.max(0, pick.selected() - 1)));
      case DOWN -> state.withDialog(moved(pick, Math.min(last, pick.selected() + 1)));
      case CHAR -> state.withDialog(narrowed(pick, pick.filter() + key.character()));
      case BACKSPACE ->
          state.withDialog(
              narrowed(
                  pick,
                  pick.filter().isEmpty()
                      ? ""
                      : pick.filter().substring(0, pick.filter().length() - 1)));
      case ENTER -> {
        pick.shown().stream()
            .skip(pick.selected())
            .findFirst()
            .ifPresent(provider -> errands.outside(List.of("credentials", "add", provider)));
        yield state.withoutDialog();
      }
      default -> state;
    };
  }

  private static Dialog moved(Dialog.Pick pick, int selected) {
    return new Dialog.Pick(pick.title(), pick.options(), pick.filter(), selected, pick.then());
  }

  private static Dialog narrowed(Dialog.Pick pick, String filter) {
    return new Dialog.Pick(pick.title(), pick.options(), filter, 0, pick.then());
  }

  private State confirm(State state, Dialog.Confirm confirm, KeyEvent key) {
    if (key.code() != KeyCode.CHAR) {
      return state;
    }
    char c = Character.toLowerCase(key.character());
    if (c == 'y') {
      agreed(confirm.then());
    }
    if (c == 'y' && confirm.then() instanceof Dialog.StartAgain) {
      return state.withoutDialog().withStatus(Live.Status.STOPPING);
    }
    return c == 'y' || c == 'n' ? state.withoutDialog() : state;
  }

  private void agreed(Dialog.Purpose purpose) {
    switch (purpose) {
      case Dialog.Remove remove ->
          errands.command("Remove", List.of("credentials", "remove", remove.id(), "--yes"));
      case Dialog.Leave _ -> errands.quit();
      case Dialog.StartAgain _ -> {
        errands.stopGateway();
        errands.startGateway();
      }
      case Dialog.SetVariable _,
          Dialog.AddFor _,
          Dialog.ExportTo _,
          Dialog.NameProvider _,
          Dialog.AddressOf _ -> {}
    }
  }

  private static State reading(State state, Dialog.Reading reading, KeyEvent key) {
    int last = Math.max(0, reading.lines().size() - 1);
    int step =
        switch (key.code()) {
          case UP -> -1;
          case DOWN -> 1;
          case PAGE_UP -> -15;
          case PAGE_DOWN -> 15;
          default -> 0;
        };
    if (key.code() == KeyCode.ENTER || (key.code() == KeyCode.CHAR && key.character() == 'q')) {
      return state.withoutDialog();
    }
    return state.withDialog(
        new Dialog.Reading(
            reading.title(), reading.lines(), Math.clamp(reading.top() + step, 0, last)));
  }
}
