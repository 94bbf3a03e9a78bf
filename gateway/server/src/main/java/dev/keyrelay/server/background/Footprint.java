package dev.keyrelay.server.background;

import dev.keyrelay.engine.config.Home;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tells that the variables or accounts of a home folder have changed, without reading them.
 *
 * @param files by path
 */
record Footprint(Map<Path, Stamp> files) {

  /**
   * One file.
   *
   * @param key which file it is, as a file that is replaced as a whole may have kept time and size;
   *     null where the file system does not tell
   */
  record Stamp(FileTime modified, long size, @Nullable Object key) {}

  /** The folder now; what cannot be listed is empty. */
  static Footprint of(Home home) {
    var files = new HashMap<Path, Stamp>();
    collect(home.folder(), "*.env", files);
    collect(home.accounts(), "*.json", files);
    return new Footprint(files);
  }

  private static void collect(Path folder, String pattern, Map<Path, Stamp> into) {
    try (var found = Files.newDirectoryStream(folder, pattern)) {
      for (Path file : found) {
        var seen = Files.readAttributes(file, BasicFileAttributes.class);
        into.put(file, new Stamp(seen.lastModifiedTime(), seen.size(), seen.fileKey()));
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The folder is not there, or changes at this moment: the next look tells.
    }
  }
}
