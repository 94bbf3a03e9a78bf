package dev.keyrelay.engine.state;

import dev.keyrelay.engine.config.OwnersOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps a second process out of a folder. The operating system lets go when the process dies. */
final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  static FolderLock of(Path folder) {
    Path file = folder.resolve("state.lock");
    try {
      Files.createDirectories(folder, OwnersOnly.folder(folder));
      var channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              OwnersOnly.file(file));
      if (locked(channel) == null) {
        channel.close();
        throw new StateException(
            "Another KeyRelay uses the folder "
                + folder
                + " (expected: one process for each folder). Stop it, or give this one a folder of"
                + " its own.");
      }
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new StateException(
          "The state folder " + folder + " cannot be used: " + e.getMessage() + ".", e);
    }
  }

  private static @Nullable FileLock locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StateException("The lock of the state folder stays: " + e.getMessage() + ".", e);
    }
  }
}
