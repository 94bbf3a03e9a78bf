package dev.keyrelay.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** One command run inside the test, and what came of it. */
record CommandRun(int exitCode, String out, String err) {

  /**
   * Runs a command in a home folder, with an environment and a distribution folder of the test's
   * own.
   */
  static CommandRun of(
      Path home, Map<String, String> variables, Path distribution, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    Surroundings surroundings =
        new Surroundings(console, variables, home, new Distribution(distribution));
    int exitCode = Main.commandLine(surroundings).execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
