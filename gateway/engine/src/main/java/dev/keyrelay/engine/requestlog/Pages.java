package dev.keyrelay.engine.requestlog;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The files of one call.
 *
 * @param folder relative to the log's folder
 */
record Pages(Path folder, PageWriter writer) {

  /** Adds to a file, which is made if it is not there. The array is kept until it is written. */
  void add(String file, byte[] bytes) {
    add(file, bytes.length, () -> bytes);
  }

  /**
   * Adds what is worked out only when it is written.
   *
   * @param size about how many bytes are held until then
   */
  void add(String file, int size, Supplier<byte[]> bytes) {
    writer.write(new PageWriter.Page(folder.resolve(file), size, bytes));
  }
}
