package dev.keyrelay.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/** One command run inside the test, and what came of it. */
record CommandRun(int exitCode, String out, String err) {

  /**
   * Runs a command in a home folder, with an environment and a distribution folder of the test's
   * own. Standard input is empty.
   */
  static CommandRun of(
      Path home, Map<String, String> variables, Path distribution, String... arguments) {
    return answering("", home, variables, distribution, arguments);
  }

  /** The same with lines on standard input. */
  static CommandRun answering(
      String input,
      Path home,
      Map<String, String> variables,
      Path distribution,
      String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    Answers answers = new Answers.OfInput(new BufferedReader(new StringReader(input)));
    Surroundings surroundings =
        new Surroundings(
            console,
            answers,
            variables,
            home,
            new Distribution(distribution),
            Surroundings.Time.REAL);
    int exitCode = Main.run(surroundings, arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** Everything that was printed. */
  String all() {
    return out + err;
  }
}
