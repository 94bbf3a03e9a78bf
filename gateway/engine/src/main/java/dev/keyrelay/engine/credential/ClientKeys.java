package dev.keyrelay.engine.credential;

import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What clients must present: {@code PROXY_API_KEY}, one or several separated by commas; else the
 * key in {@code state/proxy_api_key}, which the first start makes. If there is neither, nothing is
 * accepted.
 *
 * @param keys in no order; empty if nothing is accepted
 * @param file where the key is kept, unless it is configured
 * @param made whether this start made it
 */
public record ClientKeys(List<Secret> keys, Optional<Path> file, boolean made) {

  private static final int SHORT = 16;
  private static final String FILE = "proxy_api_key";

  public ClientKeys {
    keys = List.copyOf(keys);
  }

  /**
   * Reads the keys, or makes one and keeps it.
   *
   * @param random a cryptographic source
   */
  public static ClientKeys of(Home home, Settings settings, RandomGenerator random) {
    var configured = settings.find(Variables.PROXY_API_KEY).map(ClientKeys::split);
    if (configured.isPresent() && !configured.get().isEmpty()) {
      if (configured.get().stream().anyMatch(key -> key.reveal().length() < SHORT)) {
        settings
            .findings()
            .warning(
                Variables.PROXY_API_KEY.name(),
                "has a key of fewer than " + SHORT + " characters, which can be guessed.",
                "Take a longer one, such as from: openssl rand -base64 32");
      }
      return new ClientKeys(configured.get(), Optional.empty(), false);
    }
    return kept(home.state(), settings, random);
  }

  private static ClientKeys kept(Path folder, Settings settings, RandomGenerator random) {
    Path file = folder.resolve(FILE);
    try {
      boolean made = !Files.exists(file);
      String text =
          made
              ? PrivateFiles.createOnce(folder, FILE, made(random) + "\n")
              : Files.readString(file, StandardCharsets.UTF_8);
      if (PrivateFiles.exposed(file)) {
        settings
            .findings()
            .warning(
                file.toString(),
                "can be read by other users of this machine.",
                "Allow it to its owner alone: chmod 600 " + file);
      }
      var keys = split(text.strip());
      if (!keys.isEmpty()) {
        return new ClientKeys(keys, Optional.of(file), made);
      }
      settings
          .findings()
          .error(
              file.toString(),
              "is empty, so no client is let in.",
              "Delete it and start again, or set PROXY_API_KEY.");
    } catch (IOException e) {
      settings
          .findings()
          .error(
              Variables.PROXY_API_KEY.name(),
              "is not set, and no key can be kept in "
                  + file
                  + " ("
                  + e.getClass().getSimpleName()
                  + "), so no client is let in.",
              "Set PROXY_API_KEY, or make the folder writable.");
    }
    return new ClientKeys(List.of(), Optional.empty(), false);
  }

  private static String made(RandomGenerator random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return "kr-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static List<Secret> split(String text) {
    var keys = new LinkedHashSet<Secret>();
    Arrays.stream(text.split("[,\\r\\n]"))
        .map(String::strip)
        .filter(key -> !key.isEmpty())
        .forEach(key -> keys.add(Secret.of(key)));
    return List.copyOf(keys);
  }

  /** Whether the user configured the keys, rather than the gateway. */
  public boolean configured() {
    return !keys.isEmpty() && file.isEmpty();
  }
}
