package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Home;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option with which every command that reads the configuration is told where it is. */
final class HomeOption {

  @Option(
      names = "--home",
      paramLabel = "FOLDER",
      description =
          "The folder with .env, oauth_creds, plugins, logs and state. Default: KEYRELAY_HOME, else"
              + " the working directory.")
  private Optional<Path> folder = Optional.empty();

  /** The configuration of the chosen home, see {@link #read(Surroundings, Map)}. */
  Configuration read(Surroundings surroundings) {
    return read(surroundings, Map.of());
  }

  /**
   * The configuration of the chosen home.
   *
   * @param options variables that the command line sets, above all others
   * @throws CommandException when there is no such folder
   */
  Configuration read(Surroundings surroundings, Map<String, String> options) {
    return read(folder, surroundings, options);
  }

  /** The folder that the command line names, if it names one. */
  Optional<Path> folder() {
    return folder;
  }

  /** The configuration of a folder, or of the home that is chosen where none is named. */
  static Configuration read(
      Optional<Path> folder, Surroundings surroundings, Map<String, String> options) {
    Home home =
        Home.chosen(
            folder.map(surroundings.workingDirectory()::resolve),
            surroundings.variables(),
            surroundings.workingDirectory());
    if (!Files.isDirectory(home.folder())) {
      throw new CommandException(
          "The home folder "
              + home.folder()
              + " does not exist. Make it, or name another with --home.");
    }
    var variables = new HashMap<>(surroundings.variables());
    variables.putAll(options);
    return Configuration.read(home, variables);
  }

  /** Everything in the chosen home; close it. */
  Installation open(Surroundings surroundings) {
    Configuration configuration = read(surroundings);
    return Installation.open(
        configuration, surroundings.distribution().pluginFolders(configuration));
  }
}
