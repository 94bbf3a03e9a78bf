import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Lays the native libraries that a start on this machine needs into a folder, so that no process
 * unpacks them again.
 */
final class NativeLibraries {

  private NativeLibraries() {}

  /** Takes them from the jars. On another system than Linux there are none. */
  static void unpack(List<Path> jars, Path folder) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return;
    }
    boolean arm = System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64");
    String netty = "netty_transport_native_epoll_" + (arm ? "aarch_64" : "x86_64");
    List<String> entries =
        List.of(
            "org/sqlite/native/Linux/" + (arm ? "aarch64" : "x86_64") + "/libsqlitejdbc.so",
            "META-INF/native/lib" + netty + ".so");
    Files.createDirectories(folder);
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (String name : entries) {
          ZipEntry entry = zip.getEntry(name);
          if (entry != null) {
            unpack(zip, entry, folder.resolve(Path.of(name).getFileName()));
          }
        }
      }
    }
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path file) throws IOException {
    try (InputStream library = zip.getInputStream(entry)) {
      byte[] bytes = library.readAllBytes();
      // Untouched if it is the same: a startup cache is made anew after any change.
      if (!Files.exists(file) || !Arrays.equals(bytes, Files.readAllBytes(file))) {
        Files.write(file, bytes);
      }
    }
  }
}
