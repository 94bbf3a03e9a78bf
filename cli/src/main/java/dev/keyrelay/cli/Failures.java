package dev.keyrelay.cli;

import dev.keyrelay.engine.state.StateException;
import dev.keyrelay.server.StartException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints what went wrong in one sentence when it was foreseen, and with its trace when it was not.
 */
record Failures(Console console) implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult arguments) {
    return tell(console, failure);
  }

  /** Prints it; the exit code. */
  static int tell(Console console, Exception failure) {
    if (isForeseen(failure)) {
      console.err().println("keyrelay: " + failure.getMessage());
    } else {
      console.err().println("keyrelay: unexpected failure; please report it with these lines:");
      failure.printStackTrace(console.err());
    }
    return ExitCodes.FAILED;
  }

  /** A wrong argument that was refused where it was read says in its message what was expected. */
  private static boolean isForeseen(Exception failure) {
    return failure instanceof StartException
        || failure instanceof CommandException
        || failure instanceof StateException;
  }
}
