package dev.keyrelay.cli.tui;

import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the next state of a key, and sends errands. */
final class Desk {

  private static final int PAGE = 10;

  private final Errands errands;
  private final DialogDesk dialogs;
  private final CredentialsDesk credentials;

  Desk(Errands errands) {
    this.errands = errands;
    this.dialogs = new DialogDesk(errands);
    this.credentials = new CredentialsDesk(errands);
  }

  /** The state after a key. */
  State key(State state, KeyEvent key) {
    if (key.isCtrlC() && !(state.dialog().orElse(null) instanceof Talk)) {
      return leave(state);
    }
    if (state.dialog().isPresent()) {
      return dialogs.key(state, state.dialog().get(), key);
    }
    return switch (key.code()) {
      case TAB -> shown(state.withTab(state.tab().next(key.hasShift() ? -1 : 1)));
      case UP -> state.withRow(state.row() - 1, rows(state));
      case DOWN -> state.withRow(state.row() + 1, rows(state));
      case PAGE_UP -> state.withRow(state.row() - PAGE, rows(state));
      case PAGE_DOWN -> state.withRow(state.row() + PAGE, rows(state));
      case HOME -> state.withRow(0, rows(state));
      case END -> state.withRow(rows(state) - 1, rows(state));
      case LEFT -> sideways(state, -1);
      case RIGHT -> sideways(state, 1);
      case ENTER -> edit(state);
      case CHAR -> character(state, key.character());
      default -> state;
    };
  }

  private static int rows(State state) {
    return switch (state.tab()) {
      case RUN -> state.live().requests().size();
      case CREDENTIALS -> state.facts().credentials().size();
      case PROVIDERS -> state.facts().providers().size();
      case ROUTES -> RouteRow.of(state).size();
      case SETTINGS, ADVANCED -> settings(state).size();
      case CHANGES -> state.draft().values().size();
    };
  }

  private static List<Setting> settings(State state) {
    return switch (state.tab()) {
      case SETTINGS -> Setting.GENERAL;
      case ADVANCED -> state.shownProvider().map(one -> Setting.of(one.prefix())).orElse(List.of());
      case RUN, CREDENTIALS, PROVIDERS, ROUTES, CHANGES -> List.of();
    };
  }

  private static Optional<Setting> setting(State state) {
    return settings(state).stream().skip(state.row()).findFirst();
  }

  private State sideways(State state, int step) {
    return state.tab() == Tab.ADVANCED
        ? state.withProvider(state.provider() + step)
        : shown(state.withTab(state.tab().next(step)));
  }

  /** What is due when a screen comes up. */
  private State shown(State state) {
    if (state.tab() == Tab.CHANGES && !state.draft().isEmpty()) {
      errands.check(state.draft());
    }
    return state;
  }

  private State edit(State state) {
    return switch (state.tab()) {
      case RUN -> explain(state);
      case CREDENTIALS -> credentials.test(state);
      case PROVIDERS -> models(state);
      case ROUTES -> RoutesDesk.edit(withModels(state));
      case SETTINGS, ADVANCED ->
          setting(state).map(one -> withModels(state).withDialog(input(state, one))).orElse(state);
      case CHANGES -> read(state);
    };
  }

  /** Shows the selected change whole. */
  private static State read(State state) {
    return state.draft().changes(state.facts()).stream()
        .skip(state.row())
        .findFirst()
        .map(
            change -> {
              var lines = new ArrayList<String>();
              state
                  .facts()
                  .value(change.name())
                  .ifPresent(old -> lines.add("- " + change.name() + "=" + old));
              state
                  .value(change.name())
                  .ifPresent(text -> lines.add("+ " + change.name() + "=" + text));
              lines.add("");
              lines.add("Takes effect " + Effect.of(change.name(), state.facts()).text() + ".");
              state.checks().forEach(check -> lines.addAll(List.of("", check)));
              return state.withDialog(Dialog.Reading.wrapped("Change of " + change.name(), lines));
            })
        .orElse(state);
  }

  /** Asks for the models if nobody did: what is edited next is about them. */
  private State withModels(State state) {
    if (!state.models().isEmpty() || state.tab() == Tab.SETTINGS) {
      return state;
    }
    errands.fetchModels();
    return state;
  }

  private State explain(State state) {
    return state.live().requests().stream()
        .skip(state.row())
        .findFirst()
        .map(
            one -> {
              errands.command(
                  "Where " + one.model() + " goes",
                  CredentialsDesk.asked(state, List.of("route", "explain", one.model())));
              return state;
            })
        .orElse(state);
  }

  private State models(State state) {
    var chosen = state.facts().providers().stream().skip(state.row()).findFirst();
    if (chosen.isEmpty()) {
      return state;
    }
    var listed = new Known(state).all(chosen.get());
    if (listed.isEmpty()) {
      errands.fetchModels();
      return state.withNotice("Asking providers for their models …");
    }
    var filter = AdvancedScreen.filter(chosen.get(), state);
    var lines =
        listed.stream()
            .map(model -> filter.allows(model) ? "✓ " + model : "✗ " + model + "  (hidden)")
            .toList();
    return state.withDialog(
        new Dialog.Reading(
            Look.count(lines.size(), "model") + " of " + chosen.get().name(), lines, 0));
  }

  private static Dialog input(State state, Setting one) {
    if (one.name().endsWith("_MODELS")) {
      String title = "Model definitions: " + one.name();
      return Sheet.of(SheetKind.DEFINITIONS, title, one.name(), state.value(one.name()).orElse(""));
    }
    String now =
        one.isSecret()
            ? ""
            : Optional.ofNullable(state.draft().values().get(one.name()))
                .flatMap(staged -> staged)
                .or(
                    () ->
                        state.facts().value(one.name()).filter(text -> !text.startsWith("(secret")))
                .orElse("");
    return new Dialog.Input(
        one.label() + ": " + one.name(),
        one.expected(),
        now,
        one.isSecret(),
        new Dialog.SetVariable(one.name()));
  }

  private State character(State state, char c) {
    if (c >= '1' && c <= '0' + Tab.values().length) {
      return shown(state.withTab(Tab.values()[c - '1']));
    }
    if (c == '?') {
      return state.withDialog(
          new Dialog.Reading("Keys: " + state.tab().title(), state.tab().help(), 0));
    }
    if (c == 'q') {
      return leave(state);
    }
    return switch (state.tab()) {
      case RUN -> run(state, c);
      case CREDENTIALS -> credentials.key(state, c);
      case PROVIDERS -> providers(state, c);
      case ROUTES -> RoutesDesk.key("agm".indexOf(c) < 0 ? state : withModels(state), c);
      case SETTINGS, ADVANCED -> settings(state, c);
      case CHANGES -> changes(state, c);
    };
  }

  private State leave(State state) {
    boolean running = state.live().status() == Live.Status.RUNNING;
    if (!running && state.draft().isEmpty()) {
      errands.quit();
      return state;
    }
    String what =
        (running ? "The gateway stops. " : "")
            + (state.draft().isEmpty() ? "" : "Changes that are not written are lost. ");
    return state.withDialog(new Dialog.Confirm("Leave?", what + "Leave?", new Dialog.Leave()));
  }

  private State run(State state, char c) {
    switch (c) {
      case 's' -> {
        return switch (state.live().status()) {
          case STOPPED -> {
            errands.startGateway();
            yield state.withStatus(Live.Status.STARTING);
          }
          case RUNNING -> {
            errands.stopGateway();
            yield state.withStatus(Live.Status.STOPPING);
          }
          case ELSEWHERE, CLOSED ->
              state.withNotice("It runs in another process; stop it where it was started.");
          case STARTING, STOPPING -> state;
        };
      }
      case 'l' -> {
        return state.withDialog(Dialog.Reading.last("Log lines", state.live().log()));
      }
      default -> {
        return state;
      }
    }
  }

  private State providers(State state, char c) {
    switch (c) {
      case 'm' -> {
        errands.fetchModels();
        return state.withNotice("Asking providers for their models …");
      }
      case 'o' -> errands.command("Doctor", List.of("doctor"));
      case 'O' -> {
        errands.command("Doctor", List.of("doctor", "--online"));
        return state.withNotice("Calling every provider …");
      }
      default -> {}
    }
    return state;
  }

  private State settings(State state, char c) {
    switch (c) {
      case 'd' -> {
        return setting(state)
            .filter(one -> state.value(one.name()).isPresent())
            .map(one -> Staging.removed(state, one.name()))
            .orElse(state);
      }
      case 'n' -> {
        return state.withDialog(
            new Dialog.Input(
                "A provider of your own: its name",
                "Letters, digits and _, such as my_vllm",
                "",
                false,
                new Dialog.NameProvider()));
      }
      case 'm' -> {
        errands.fetchModels();
        return state.withNotice("Asking providers for their models …");
      }
      default -> {
        return state;
      }
    }
  }

  private State changes(State state, char c) {
    switch (c) {
      case 'w' -> {
        if (!state.draft().isEmpty()) {
          errands.write(state.draft());
        }
        return state;
      }
      case 'u' -> {
        return state.draft().values().keySet().stream()
            .skip(state.row())
            .findFirst()
            .map(
                name ->
                    shown(
                        state
                            .withDraft(state.draft().without(name))
                            .withChecks(List.of())
                            .withRow(state.row(), state.draft().values().size() - 1)))
            .orElse(state);
      }
      case 'U' -> {
        return state.withDraft(Draft.NONE).withChecks(List.of());
      }
      default -> {
        return state;
      }
    }
  }

  /** Whether a key is the letter with Ctrl. */
  static boolean isCtrl(KeyEvent key, char letter) {
    return key.code() == KeyCode.CHAR && key.hasCtrl() && key.character() == letter;
  }
}
