package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.server.Gateway;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the terminal UI works on: a home folder, and the commands. */
public interface House {

  /** Reads everything anew; close it. */
  Installation open();

  /**
   * The same as if variables held other values.
   *
   * @param values empty ones are not set
   */
  Installation open(Map<String, String> values);

  /** Reads the variables anew. */
  Configuration configuration();

  /**
   * Starts the gateway as the configuration says.
   *
   * @throws RuntimeException if it cannot be started; the message says why
   */
  Gateway start();

  /**
   * Runs a command for this home, with nobody to answer questions.
   *
   * @param out where it prints, errors too
   * @return its exit code
   */
  int run(List<String> arguments, PrintWriter out);

  /**
   * Runs a command for this home that asks questions. Interrupting the thread breaks it off.
   *
   * @return its exit code
   */
  int run(List<String> arguments, Listener listener);

  /** Who listens to a command, and answers it. */
  interface Listener {

    /** Where the command prints, errors too. */
    PrintWriter out();

    /**
     * The user's answer; waits for it. Empty if there will be none.
     *
     * @param secret whether it must not be shown
     */
    Optional<String> answer(String question, boolean secret);
  }
}
