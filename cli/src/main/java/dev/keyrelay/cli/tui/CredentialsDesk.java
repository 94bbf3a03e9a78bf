package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.CredentialStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The keys of the screen of credentials. */
final class CredentialsDesk {

  private static final String NOT_RUNNING =
      "Only a running gateway can do that: 1 s starts one here.";

  private final Errands errands;

  CredentialsDesk(Errands errands) {
    this.errands = errands;
  }

  State key(State state, char c) {
    return switch (c) {
      case 'a' -> {
        var services = new ArrayList<>(state.facts().services().keySet());
        yield state.withDialog(
            new Dialog.Pick("Add a credential of", services, "", 0, new Dialog.AddFor()));
      }
      case 't' -> test(state);
      case 'T' -> command(state, "Test", "Calling every provider …", "credentials", "test");
      case 'o' -> of(state, one -> turned(state, one));
      case 'c' -> of(state, one -> relieved(state, one));
      case 'C' ->
          isRunning(state)
              ? state.withDialog(
                  new Dialog.Confirm(
                      "End all cooldowns?",
                      "Every credential of every provider may be tried at once. End them all?",
                      new Dialog.ClearCooldowns()))
              : state.withNotice(NOT_RUNNING);
      case 'l' -> {
        if (!isRunning(state)) {
          yield state.withNotice(NOT_RUNNING);
        }
        errands.command("Cooldowns", asked(state, List.of("cooldowns", "list")));
        yield state;
      }
      case 'x' -> of(state, one -> exported(state, one.id()));
      case 'X' -> exported(state, "");
      case 'i' -> {
        yield command(state, "Import", "", "credentials", "import");
      }
      case 'e' -> command(state, "Encrypt", "", "credentials", "encrypt");
      case 'E' -> command(state, "Decrypt", "", "credentials", "decrypt");
      case 'd' -> of(state, one -> removed(state, one));
      default -> state;
    };
  }

  /** Tests the selected credential. */
  State test(State state) {
    return of(
        state,
        one ->
            command(
                state,
                "Test",
                "Calling " + one.provider() + " …",
                "credentials",
                "test",
                one.id()));
  }

  private State command(State state, String title, String notice, String... arguments) {
    errands.command(title, List.of(arguments));
    return state.withNotice(notice);
  }

  private static State of(State state, Function<Facts.CredentialRow, State> then) {
    return state.facts().credentials().stream()
        .skip(state.row())
        .findFirst()
        .map(then)
        .orElseGet(() -> state.withNotice("There is no credential yet: a adds one."));
  }

  private static boolean isRunning(State state) {
    return switch (state.live().status()) {
      case RUNNING, ELSEWHERE -> true;
      case STOPPED, STARTING, STOPPING, CLOSED -> false;
    };
  }

  /** A command for the gateway that is shown. */
  static List<String> asked(State state, List<String> arguments) {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("--gateway", state.live().address()));
    return all;
  }

  private State turned(State state, Facts.CredentialRow one) {
    var standing = state.live().standing().of(one);
    if (!isRunning(state) || standing.isEmpty()) {
      return state.withNotice(
          isRunning(state) ? "The gateway has no such credential yet." : NOT_RUNNING);
    }
    String verb = standing.get().disabled() ? "enable" : "disable";
    errands.order(
        asked(state, List.of("credentials", verb, one.id(), "--provider", one.provider())));
    return state;
  }

  private State relieved(State state, Facts.CredentialRow one) {
    if (!isRunning(state)) {
      return state.withNotice(NOT_RUNNING);
    }
    if (state.live().standing().of(one).map(CredentialStatus::cooling).orElse(0) == 0) {
      return state.withNotice("It has no cooldown.");
    }
    errands.order(
        asked(
            state,
            List.of("cooldowns", "clear", "--provider", one.provider(), "--credential", one.id())));
    return state;
  }

  private static State exported(State state, String id) {
    return state.withDialog(
        new Dialog.Input(
            id.isEmpty() ? "Export all to the file" : "Export to the file",
            "A new file, for you alone (0600); *.env here would be read as settings",
            Path.of(state.facts().home(), "exported-credentials").toString(),
            false,
            new Dialog.ExportTo(id)));
  }

  private static State removed(State state, Facts.CredentialRow one) {
    return state.withDialog(
        new Dialog.Confirm(
            "Remove?",
            "Remove " + one.provider() + " " + one.origin() + " " + one.mask() + "?",
            new Dialog.Remove(one.id())));
  }

  /** How many of a provider's credentials the gateway lends, if that is known. */
  static Optional<Long> lent(State state, String provider) {
    return isRunning(state)
        ? Optional.of(
            state.facts().credentials().stream()
                .filter(one -> one.provider().equals(provider))
                .flatMap(one -> state.live().standing().of(one).stream())
                .filter(CredentialStatus::lent)
                .count())
        : Optional.empty();
  }
}
