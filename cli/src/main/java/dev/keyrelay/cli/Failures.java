package dev.keyrelay.cli;

import dev.keyrelay.engine.state.StateException;
import dev.keyrelay.server.StartException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Prints what went wrong: in one sentence when it was foreseen; when it was not, where it happened,
 * without messages, because they may quote a secret and are for others to read.
 */
record Failures(Console console) implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult arguments) {
    return tell(console, failure);
  }

  /** Prints it; the exit code. */
  static int tell(Console console, Exception failure) {
    if (failure instanceof FileSystemException file) {
      console.tell(sentence(file));
    } else if (isForeseen(failure)) {
      console.tell(String.valueOf(failure.getMessage()));
    } else {
      console.tell("unexpected failure; please report it with these lines:");
      for (Throwable one = failure; one != null; one = one.getCause()) {
        console.err().println(one.getClass().getName());
        for (StackTraceElement frame : one.getStackTrace()) {
          console.err().println("\tat " + frame);
        }
      }
    }
    return ExitCodes.FAILED;
  }

  /** Of these the message is the path alone. */
  private static String sentence(FileSystemException failure) {
    return failure.getFile()
        + " cannot be read or written ("
        + failure.getClass().getSimpleName()
        + (failure.getReason() == null ? "" : ": " + failure.getReason())
        + ").";
  }

  /** A wrong argument that was refused where it was read says in its message what was expected. */
  private static boolean isForeseen(Exception failure) {
    return failure instanceof StartException
        || failure instanceof CommandException
        || failure instanceof StateException
        || failure instanceof IOException;
  }
}
