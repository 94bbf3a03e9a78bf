package dev.keyrelay.engine.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that holds everything of one installation.
 *
 * @param folder absolute
 */
public record Home(Path folder) {

  /** The variable that names the folder. */
  public static final String VARIABLE = "KEYRELAY_HOME";

  public Home {
    folder = folder.toAbsolutePath().normalize();
  }

  /**
   * The folder the user chose: {@code --home}, else {@code KEYRELAY_HOME} of the process
   * environment, else the working directory.
   */
  public static Home chosen(
      Optional<Path> option, Map<String, String> process, Path workingDirectory) {
    var named =
        Optional.ofNullable(process.get(VARIABLE)).map(String::strip).filter(t -> !t.isEmpty());
    return new Home(option.or(() -> named.map(workingDirectory::resolve)).orElse(workingDirectory));
  }

  /** Variables, one a line. */
  public Path envFile() {
    return folder.resolve(".env");
  }

  /** OAuth accounts, one a file. */
  public Path accounts() {
    return folder.resolve("oauth_creds");
  }

  /** The user's own provider jars, unless {@code KEYRELAY_PLUGINS_DIR} names another folder. */
  public Path plugins() {
    return folder.resolve("plugins");
  }

  /** Logs. */
  public Path logs() {
    return folder.resolve("logs");
  }

  /** Counters that LLM-API-Key-Proxy left here. */
  public Path originalUsage() {
    return folder.resolve("usage");
  }

  /** What the gateway remembers between runs. */
  public Path state() {
    return folder.resolve("state");
  }
}
