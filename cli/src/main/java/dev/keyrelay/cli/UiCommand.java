package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.tui.House;
import dev.keyrelay.cli.tui.TerminalUi;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.server.Gateway;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Opens the terminal UI. */
@Command(
    name = "ui",
    description = {
      "Opens the terminal UI, as keyrelay without a command does: run the gateway and watch its"
          + " requests, manage credentials and settings."
    })
final class UiCommand implements Callable<Integer>, House {

  /** What commands print is read in a frame of the UI. */
  private static final TerminalSize WITHIN_FRAME = new TerminalSize(78, 24);

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();

  UiCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    if (!fits(surroundings)) {
      throw new CommandException(
          "The terminal UI needs a terminal, and one whose cursor moves (TERM is "
              + surroundings.variables().getOrDefault("TERM", "not set")
              + "). keyrelay --help lists what there is without one.");
    }
    home.read(surroundings);
    new TerminalUi(this, surroundings.time().clock(), surroundings.console().colours()).show();
    return ExitCodes.OK;
  }

  /** Whether the terminal UI can be shown: a person is there, and a cursor that moves. */
  static boolean fits(Surroundings surroundings) {
    return surroundings.answers().interactive() && surroundings.console().terminal().isPresent();
  }

  @Override
  public Installation open() {
    return home.open(surroundings);
  }

  @Override
  public Installation open(Map<String, String> values) {
    Configuration changed = home.read(surroundings, values);
    return Installation.open(changed, surroundings.distribution().pluginFolders(changed));
  }

  @Override
  public Configuration configuration() {
    return home.read(surroundings);
  }

  @Override
  public Gateway start() {
    return Start.of(configuration(), Optional.empty(), Optional.empty())
        .gateway(surroundings.distribution());
  }

  @Override
  public int run(List<String> arguments, PrintWriter out) {
    return run(arguments, around(out, NOBODY));
  }

  private Surroundings around(PrintWriter out, Answers answers) {
    return new Surroundings(
        new Console(out, out, false, Optional.of(() -> WITHIN_FRAME)),
        answers,
        surroundings.variables(),
        surroundings.workingDirectory(),
        surroundings.distribution(),
        surroundings.time());
  }

  @Override
  public int run(List<String> arguments, Listener listener) {
    return run(arguments, around(listener.out(), new OfListener(listener)));
  }

  private int run(List<String> arguments, Surroundings around) {
    var all = new ArrayList<>(arguments);
    all.addAll(List.of("--home", configuration().home().folder().toString()));
    return Main.run(around, all.toArray(String[]::new));
  }

  private static final Answers NOBODY =
      new Answers() {
        @Override
        public boolean interactive() {
          return false;
        }

        @Override
        public Optional<String> line(String question) {
          return Optional.empty();
        }

        @Override
        public Optional<String> secret(String question) {
          return Optional.empty();
        }
      };

  /** A person at the screen of the UI. */
  private record OfListener(Listener listener) implements Answers {

    @Override
    public boolean interactive() {
      return true;
    }

    @Override
    public Optional<String> line(String question) {
      return listener.answer(question, false);
    }

    @Override
    public Optional<String> secret(String question) {
      return listener.answer(question, true);
    }
  }
}
