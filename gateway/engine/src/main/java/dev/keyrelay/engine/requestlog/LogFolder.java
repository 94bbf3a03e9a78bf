package dev.keyrelay.engine.requestlog;

import dev.keyrelay.engine.config.LogSettings;
import dev.keyrelay.engine.config.OwnersOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a log, which only its owner can read, and which stays within an age and a size: the
 * oldest calls go first. Used by one thread.
 */
final class LogFolder {

  private static final Logger LOG = LoggerFactory.getLogger(LogFolder.class);

  /** How often calls that are too old are looked for, at least. */
  private static final Duration LOOK = Duration.ofMinutes(10);

  private final Path folder;
  private final LogSettings settings;
  private final InstantSource clock;
  private Instant nextLook = Instant.MIN;
  private long size;

  LogFolder(Path folder, LogSettings settings, InstantSource clock) {
    this.folder = folder;
    this.settings = settings;
    this.clock = clock;
  }

  /** Makes the folder, or says at once that nothing can be written there. */
  void make() throws IOException {
    Files.createDirectories(folder, OwnersOnly.folder(folder));
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  /** Adds to the end of a file. */
  void append(Path file, byte[] bytes) throws IOException {
    tidy();
    Path at = folder.resolve(file);
    Files.createDirectories(at.getParent(), OwnersOnly.folder(at));
    try {
      Files.createFile(at, OwnersOnly.file(at));
    } catch (FileAlreadyExistsException expected) {
      // It is continued.
    }
    Files.write(at, bytes, StandardOpenOption.APPEND);
    size += bytes.length;
  }

  /** How often calls that are too old are looked for. */
  Duration look() {
    return settings.oldest().compareTo(LOOK) < 0 ? settings.oldest() : LOOK;
  }

  /** Removes calls that are too old, if it is time to look, and the oldest if there is no room. */
  void tidy() throws IOException {
    var now = clock.instant();
    if (size <= settings.mostBytes() && now.isBefore(nextLook)) {
      return;
    }
    nextLook = now.plus(look());
    Instant oldest = now.minus(settings.oldest());
    long kept = 0;
    for (Path call : newestFirst()) {
      long bytes = bytesOf(call);
      // Half the room is made at once, so that not every call has to look.
      boolean fits =
          kept + bytes <= (size > settings.mostBytes() ? 1 : 2) * settings.mostBytes() / 2;
      if (fits && Files.getLastModifiedTime(call).toInstant().isAfter(oldest)) {
        kept += bytes;
      } else {
        remove(call);
      }
    }
    size = kept;
  }

  private List<Path> newestFirst() throws IOException {
    return listed(folder).reversed().stream()
        .flatMap(day -> listed(day).reversed().stream())
        .toList();
  }

  private static List<Path> listed(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long bytesOf(Path call) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(call)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /**
   * What cannot be removed, such as another user's, is left; it keeps nothing from being written.
   */
  private static void remove(Path call) {
    try {
      delete(call);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("The log of requests cannot remove {}: {}", call, e.toString());
    }
  }

  private static void delete(Path call) throws IOException {
    try (Stream<Path> files = Files.list(call)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(call);
    Path day = call.resolveSibling("");
    if (listed(day).isEmpty()) {
      Files.deleteIfExists(day);
    }
  }
}
