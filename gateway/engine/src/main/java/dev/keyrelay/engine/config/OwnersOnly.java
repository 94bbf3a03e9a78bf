package dev.keyrelay.engine.config;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The permissions of what nobody but its owner may use; none where the file system has none. */
public final class OwnersOnly {

  private OwnersOnly() {}

  /** Those of a new folder (0700). */
  public static FileAttribute<?>[] folder(Path folder) {
    return permissions(folder, "rwx------");
  }

  /** Those of a new file (0600). */
  public static FileAttribute<?>[] file(Path file) {
    return permissions(file, "rw-------");
  }

  private static FileAttribute<?>[] permissions(Path path, String text) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text))
        }
        : new FileAttribute<?>[0];
  }
}
