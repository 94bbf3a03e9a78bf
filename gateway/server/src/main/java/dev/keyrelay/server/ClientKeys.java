package dev.keyrelay.server;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What clients must present.
 *
 * @param accepted at least one
 * @param file where the one key is kept when the gateway made it itself; absent when the user
 *     configured the keys
 */
public record ClientKeys(List<Secret> accepted, Optional<Path> file) {

  /** The variable with the user's own keys, separated by commas. */
  public static final String VARIABLE = "PROXY_API_KEY";

  private static final int RANDOM_BYTES = 32;

  public ClientKeys {
    accepted = List.copyOf(accepted);
  }

  /**
   * The keys of {@code PROXY_API_KEY}, else the one in {@code state/proxy_api_key} of the home
   * folder, which is made first if need be and which only its owner can read.
   *
   * @throws StartException when the file can be neither read nor written
   */
  public static ClientKeys read(Configuration configuration, SecureRandom random) {
    List<Secret> configured =
        Arrays.stream(configuration.environment().get(VARIABLE).orElse("").split(","))
            .map(String::strip)
            .filter(key -> !key.isEmpty())
            .map(Secret::of)
            .toList();
    if (!configured.isEmpty()) {
      return new ClientKeys(configured, Optional.empty());
    }
    Path file = configuration.home().state().resolve("proxy_api_key");
    try {
      return new ClientKeys(List.of(kept(file, random)), Optional.of(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartException(
          "Cannot keep a key for clients in "
              + file
              + " ("
              + e.getClass().getSimpleName()
              + "). Set "
              + VARIABLE
              + ", or make the folder writable and the file one line.",
          e);
    }
  }

  /**
   * Whether the presented key is one of these. Takes as long for a wrong key as for a right one.
   */
  public boolean accepts(String presented) {
    boolean matches = false;
    for (Secret key : accepted) {
      matches |= key.matches(presented);
    }
    return matches;
  }

  private static Secret kept(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      byte[] bytes = new byte[RANDOM_BYTES];
      random.nextBytes(bytes);
      String key = "kr-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      try {
        Files.createFile(file, ownerOnly());
        Files.writeString(file, key + "\n");
      } catch (FileAlreadyExistsException madeMeanwhile) {
        // Another process was first; its key holds.
      }
    }
    return Secret.of(Files.readString(file, StandardCharsets.UTF_8).strip());
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
