package dev.keyrelay.cli;

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
            .orElseGet(() -> commandLine(surroundings).execute(arguments)));
  }

  private static int serve(Serving serving, Surroundings surroundings) {
    try {
      return serving.run(surroundings);
    } catch (InterruptedException | RuntimeException e) {
      return Failures.tell(surroundings.console(), e);
    }
  }

  static CommandLine commandLine(Surroundings surroundings) {
    Console console = surroundings.console();
    return new CommandLine(KeyrelayCommand.class, new CommandFactory(surroundings))
        .setOut(console.out())
        .setErr(console.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.colours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(console.terminal().isPresent())
        .setParameterExceptionHandler(new UsageErrors(console))
        .setExecutionExceptionHandler(new Failures(console))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
