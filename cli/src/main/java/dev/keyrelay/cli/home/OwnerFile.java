package dev.keyrelay.cli.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files that only their owner may read (0600), all of a file or nothing. */
public final class OwnerFile {

  private OwnerFile() {}

  /**
   * Writes or replaces a file. A symbolic link stays one, and what it points to is replaced.
   *
   * @throws IOException if it is not written; what was there before is still there. The message is
   *     for people
   */
  public static void write(Path file, String text) throws IOException {
    try {
      replace(file, text);
    } catch (FileSystemException e) {
      throw new IOException(
          file
              + " was not written ("
              + e.getClass().getSimpleName()
              + (e.getReason() == null ? "" : ": " + e.getReason())
              + "). Make the folder writable, or choose another.",
          e);
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null) {
      throw new IOException(file + ": is no file");
    }
    Files.createDirectories(folder);
    // createTempFile makes files 0600 where the file system knows permissions.
    Path draft = Files.createTempFile(folder, "." + target.getFileName(), ".tmp");
    try {
      try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        var rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
