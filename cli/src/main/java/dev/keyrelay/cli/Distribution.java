package dev.keyrelay.cli;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.engine.plugin.CodeLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
    Path code = CodeLocation.of(Distribution.class);
    return new Distribution(
        Files.isDirectory(code)
            ? code.resolveSibling("keyrelay")
            : code.resolve("../..").normalize());
  }

  /** Where provider jars are looked for: the built-in ones, then the user's. */
  List<Path> pluginFolders(Configuration configuration) {
    Path own =
        configuration
            .environment()
            .get(Variables.PLUGINS_DIR.name())
            .map(configuration.home().folder()::resolve)
            .orElse(configuration.home().plugins());
    return List.of(folder.resolve("plugins"), own);
  }
}
