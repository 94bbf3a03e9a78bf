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

  Desk(Errands errands) {
    this.errands = errands;
    this.dialogs = new DialogDesk(errands);
  }

  /** The state after a key. */
  State key(State state, KeyEvent key) {
    if (key.isCtrlC()) {
      return leave(state);
    }
    if (state.dialog().isPresent()) {
      return dialogs.key(state, state.dialog().get(), key);
    }
    return switch (key.code()) {
      case TAB -> state.withTab(state.tab().next(key.hasShift() ? -1 : 1));
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
      case SETTINGS, ADVANCED -> settings(state).size();
      case CHANGES -> state.draft().values().size();
    };
  }

  private static List<Setting> settings(State state) {
    return switch (state.tab()) {
      case SETTINGS -> Setting.GENERAL;
      case ADVANCED -> state.shownProvider().map(one -> Setting.of(one.prefix())).orElse(List.of());
      case RUN, CREDENTIALS, PROVIDERS, CHANGES -> List.of();
    };
  }

  private static Optional<Setting> setting(State state) {
    return settings(state).stream().skip(state.row()).findFirst();
  }

  private static State sideways(State state, int step) {
    return state.tab() == Tab.ADVANCED
        ? state.withProvider(state.provider() + step)
        : state.withTab(state.tab().next(step));
  }

  private State edit(State state) {
    if (state.tab() == Tab.CREDENTIALS) {
      return test(state);
    }
    return setting(state).map(one -> state.withDialog(input(state, one))).orElse(state);
  }

  private static Dialog input(State state, Setting one) {
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
      return state.withTab(Tab.values()[c - '1']);
    }
    if (c == 'q') {
      return leave(state);
    }
    return switch (state.tab()) {
      case RUN -> run(state, c);
      case CREDENTIALS -> credentials(state, c);
      case PROVIDERS -> providers(state, c);
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
          case STARTING, STOPPING -> state;
        };
      }
      case 'l' -> {
        return state.withDialog(new Dialog.Reading("Log lines", state.live().log(), 0));
      }
      default -> {
        return state;
      }
    }
  }

  private static Optional<Facts.CredentialRow> credential(State state) {
    return state.facts().credentials().stream().skip(state.row()).findFirst();
  }

  private State test(State state) {
    return credential(state)
        .map(
            one -> {
              errands.command("Test", List.of("credentials", "test", one.id()));
              return state.withNotice("Calling " + one.provider() + " …");
            })
        .orElse(state);
  }

  private State credentials(State state, char c) {
    var chosen = credential(state);
    switch (c) {
      case 'a' -> {
        var services = new ArrayList<>(state.facts().services().keySet());
        return state.withDialog(
            new Dialog.Pick("Add a credential of", services, "", 0, new Dialog.AddFor()));
      }
      case 't' -> {
        return test(state);
      }
      case 'T' -> {
        errands.command("Test", List.of("credentials", "test"));
        return state.withNotice("Calling every provider …");
      }
      case 'x', 'X' -> {
        String id = c == 'X' ? "" : chosen.map(Facts.CredentialRow::id).orElse("");
        return state.withDialog(
            new Dialog.Input(
                id.isEmpty() ? "Export all to the file" : "Export to the file",
                "A new file, for you alone (0600)",
                "credentials.env",
                false,
                new Dialog.ExportTo(id)));
      }
      case 'i' -> errands.outside(List.of("credentials", "import"));
      case 'e' -> errands.command("Encrypt", List.of("credentials", "encrypt"));
      case 'E' -> errands.command("Decrypt", List.of("credentials", "decrypt"));
      case 'd' -> {
        return chosen
            .map(
                one ->
                    state.withDialog(
                        new Dialog.Confirm(
                            "Remove?",
                            "Remove "
                                + one.provider()
                                + " "
                                + one.origin()
                                + " "
                                + one.mask()
                                + "?",
                            new Dialog.Remove(one.id()))))
            .orElse(state);
      }
      default -> {}
    }
    return state;
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
            .map(one -> state.withDraft(toDefault(state, one)))
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

  private static Draft toDefault(State state, Setting one) {
    return state.facts().value(one.name()).isPresent()
        ? state.draft().with(one.name(), Optional.empty())
        : state.draft().without(one.name());
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
                    state
                        .withDraft(state.draft().without(name))
                        .withRow(state.row(), state.draft().values().size() - 1))
            .orElse(state);
      }
      case 'U' -> {
        return state.withDraft(Draft.NONE);
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
