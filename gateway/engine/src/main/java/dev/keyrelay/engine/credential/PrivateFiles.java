package dev.keyrelay.engine.credential;

import dev.keyrelay.engine.config.OwnersOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Small files that only their owner may read. */
final class PrivateFiles {

  private PrivateFiles() {}

  /**
   * Writes a file of a folder unless there is one, all of it or none, and returns what the file
   * then holds. Of two processes at once, one wins and both get its text.
   */
  static String createOnce(Path folder, String name, String text) throws IOException {
    Files.createDirectories(folder, OwnersOnly.folder(folder));
    Path file = folder.resolve(name);
    Path draft = Files.createTempFile(folder, "." + name, ".tmp");
    try {
      // createTempFile makes files 0600 where the file system knows permissions.
      Files.writeString(draft, text, StandardCharsets.UTF_8);
      publish(draft, file);
    } catch (FileAlreadyExistsException e) {
      return Files.readString(file, StandardCharsets.UTF_8);
    } finally {
      Files.deleteIfExists(draft);
    }
    return text;
  }

  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (UnsupportedOperationException e) {
      Files.move(draft, file);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Files.move(draft, file);
    }
  }

  /** Whether others than the owner may read a file; false where nobody can tell. */
  static boolean exposed(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.contains(PosixFilePermission.GROUP_READ)
          || permissions.contains(PosixFilePermission.OTHERS_READ);
    } catch (UnsupportedOperationException | IOException e) {
      return false;
    }
  }
}
