package dev.keyrelay.cli;

import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The entry of the {@code keyrelay} command. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    var surroundings = Surroundings.ofProcess();
    System.exit(
        Serving.plain(arguments)
            .map(serving -> serve(serving, surroundings))
            .orElseGet(() -> run(surroundings, arguments)));
  }

  private static int serve(Serving serving, Surroundings surroundings) {
    try {
      return serving.run(surroundings);
    } catch (InterruptedException | RuntimeException e) {
      return Failures.tell(surroundings.console(), e);
    }
  }

  /** Runs one command, and returns its exit code. */
  static int run(Surroundings surroundings, String... arguments) {
    return commandLine(surroundings, names(arguments)).execute(arguments);
  }

  /**
   * Only the command that is called, if the first word is one: reading them all takes longer than
   * most of them run. Help, and mistakes in a name, want them all.
   */
  private static Set<String> names(String... arguments) {
    var all = KeyrelayCommand.COMMANDS.keySet();
    return arguments.length > 0 && all.contains(arguments[0]) && !arguments[0].equals("help")
        ? Set.of(arguments[0])
        : all;
  }

  /** The command line with every command. */
  static CommandLine commandLine(Surroundings surroundings) {
    return commandLine(surroundings, KeyrelayCommand.COMMANDS.keySet());
  }

  private static CommandLine commandLine(Surroundings surroundings, Set<String> names) {
    Console console = surroundings.console();
    var factory = new CommandFactory(surroundings);
    var line = new CommandLine(KeyrelayCommand.class, factory);
    names.forEach(
        name -> line.addSubcommand(new CommandLine(KeyrelayCommand.COMMANDS.get(name), factory)));
    // Last, for what is set here is handed down to the commands that are there.
    return line.setOut(console.out())
        .setErr(console.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.colours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(console.terminal().isPresent())
        .setParameterExceptionHandler(new UsageErrors(console))
        .setExecutionExceptionHandler(new Failures(console))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
