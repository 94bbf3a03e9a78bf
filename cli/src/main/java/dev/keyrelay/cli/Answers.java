package dev.keyrelay.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the user answers to a question of a command. */
interface Answers {

  /** Whether a person sits there, so that questions make sense. */
  boolean interactive();

  /** A line; absent at the end of the input. The question is shown only to a person. */
  Optional<String> line(String question);

  /** A line that is not shown while it is typed. */
  Optional<String> secret(String question);

  /** The terminal if there is one, else the lines of standard input. */
  static Answers ofProcess() {
    java.io.Console terminal = System.console();
    return terminal != null && terminal.isTerminal()
        ? new OfTerminal(terminal)
        : new OfInput(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
  }

  /** Asks a person. */
  record OfTerminal(java.io.Console terminal) implements Answers {

    @Override
    public boolean interactive() {
      return true;
    }

    @Override
    public Optional<String> line(String question) {
      return Optional.ofNullable(terminal.readLine("%s ", question));
    }

    @Override
    public Optional<String> secret(String question) {
      return Optional.ofNullable(terminal.readPassword("%s ", question)).map(String::new);
    }
  }

  /** Reads what another program writes. */
  record OfInput(BufferedReader input) implements Answers {

    @Override
    public boolean interactive() {
      return false;
    }

    @Override
    public Optional<String> line(String question) {
      try {
        return Optional.ofNullable(input.readLine());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Optional<String> secret(String question) {
      return line(question);
    }
  }
}
