package dev.keyrelay.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/**
 * The folder that the program was installed as: {@code lib/} with its jars, {@code plugins/} with
 * the built-in providers.
 */
record Distribution(Path folder) {

  /**
   * The distribution whose {@code lib/} holds the running code; of compiled classes, the module's
   * build folder.
   */
  static Distribution ofRunningProgram() {
    CodeSource source = Distribution.class.getProtectionDomain().getCodeSource();
    try {
      Path code = Path.of(source.getLocation().toURI());
      return new Distribution(
          Files.isDirectory(code)
              ? code.resolveSibling("keyrelay")
              : code.resolve("../..").normalize());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Unreadable code location " + source.getLocation(), e);
    }
  }

  /** The built-in provider jars. */
  Path plugins() {
    return folder.resolve("plugins");
  }
}
