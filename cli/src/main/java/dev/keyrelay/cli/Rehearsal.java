package dev.keyrelay.cli;

/**
 * Runs commands that need no server, one after the other in this process: so that their classes are
 * loaded and linked, for the startup cache that the JVM records meanwhile (JEP 483, 514). What they
 * answer does not matter.
 */
final class Rehearsal {

  private static final String[][] COMMANDS = {
    {"--help"},
    {"--version"},
    {"plugins", "list"},
    {"credentials", "list"},
    {"credentials", "add", "--help"},
    {"credentials", "list", "--json"},
    {"doctor"},
  };

  private Rehearsal() {}

  /** The training run of the commands' startup cache. */
  public static void main(String[] arguments) {
    var surroundings = Surroundings.ofProcess();
    for (String[] command : COMMANDS) {
      Main.run(surroundings, command);
    }
  }
}
