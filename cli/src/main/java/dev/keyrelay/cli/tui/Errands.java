package dev.keyrelay.cli.tui;

import java.util.List;

/**
 * What takes time or touches the world. Every method returns at once; what comes of it appears in a
 * later state.
 */
interface Errands {

  /** Starts the gateway in this process. */
  void startGateway();

  /** Stops it; running answers get a moment to end. */
  void stopGateway();

  /** Runs a command of {@code keyrelay} and shows what it prints. */
  void command(String title, List<String> arguments);

  /** Runs a command of {@code keyrelay} and says its last line below the screen. */
  void order(List<String> arguments);

  /** Finds out what changes would make of the configuration. */
  void check(Draft draft);

  /** Adds a credential of a provider: asks how if there are several ways, and talks it through. */
  void add(String provider);

  /** Runs a command of {@code keyrelay} that asks questions, in a {@link Talk}. */
  void talk(String title, List<String> arguments);

  /** Answers the question of the talk. */
  void answer(String text);

  /** Breaks off the talk. */
  void hangUp();

  /** Puts a text into the clipboard of the user's terminal. */
  void copy(String text);

  /** Asks for the models of every provider. */
  void fetchModels();

  /** Writes changes to {@code .env}. */
  void write(Draft draft);

  /** Ends. */
  void quit();
}
