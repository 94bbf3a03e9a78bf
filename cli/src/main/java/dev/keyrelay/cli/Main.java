package dev.keyrelay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The entry of the {@code keyrelay} command. */
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine(Surroundings.ofProcess()).execute(arguments));
  }

  static CommandLine commandLine(Surroundings surroundings) {
    Console console = surroundings.console();
    return new CommandLine(KeyrelayCommand.class, new CommandFactory(surroundings))
        .setOut(console.out())
        .setErr(console.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.colours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(console.colours())
        .setParameterExceptionHandler(new UsageErrors(console))
        .setExecutionExceptionHandler(new Failures(console))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }
}
