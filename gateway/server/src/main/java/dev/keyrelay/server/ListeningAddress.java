package dev.keyrelay.server;

import dev.keyrelay.engine.config.OwnersOnly;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Where the gateway of a home folder listens, for commands of other processes: {@code
 * state/address} holds its process id and its address while it runs. The line of a process that was
 * killed counts for nothing.
 */
public final class ListeningAddress {

  private static final String NAME = "address";

  private ListeningAddress() {}

  /** Where the gateway with this state folder listens; empty if none runs, or it cannot be told. */
  public static Optional<URI> of(Path state) {
    try {
      String[] words = Files.readString(state.resolve(NAME)).strip().split(" ", 2);
      return ProcessHandle.of(Long.parseLong(words[0])).isPresent() && words.length == 2
          ? Optional.of(URI.create(words[1]))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Writes it. Where that is impossible, commands look where the configuration says. */
  static void write(Path state, URI address) {
    try {
      Files.createDirectories(state, OwnersOnly.folder(state));
      Path draft = Files.createTempFile(state, "." + NAME, ".tmp");
      Files.writeString(draft, line(address));
      Files.move(draft, state.resolve(NAME), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException _) {
      // A folder that cannot be written is told elsewhere.
    }
  }

  /** Removes it, unless another gateway has written its own. */
  static void remove(Path state, URI address) {
    Path file = state.resolve(NAME);
    try {
      if (Files.readString(file).equals(line(address))) {
        Files.delete(file);
      }
    } catch (IOException _) {
      // It counts for nothing once this process has ended.
    }
  }

  private static String line(URI address) {
    return ProcessHandle.current().pid() + " " + address + "\n";
  }
}
