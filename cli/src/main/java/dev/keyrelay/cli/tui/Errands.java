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

  /** Leaves the screen, runs a command on the terminal itself, and comes back. */
  void outside(List<String> arguments);

  /** Asks for the models of every provider. */
  void fetchModels();

  /** Writes changes to {@code .env}. */
  void write(Draft draft);

  /** Ends. */
  void quit();
}
