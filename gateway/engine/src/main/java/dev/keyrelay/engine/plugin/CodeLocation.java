package dev.keyrelay.engine.plugin;

import java.net.URI;
import java.net.URL;
import java.nio.file.Path;

/** Where running code stands. */
public final class CodeLocation {

  private static final String IN_JAR = "jar:";

  private CodeLocation() {}

  /**
   * The jar that holds a class, or the folder of compiled classes.
   *
   * <p>Found by its resource, because the {@link java.security.CodeSource} of a class from a
   * startup cache tells where the cache was made: another place if the program was moved since.
   */
  public static Path of(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    URL found = type.getResource("/" + file);
    if (found == null) {
      throw new IllegalStateException(file + ": not where its class came from (expected: there)");
    }
    String address = found.toString();
    String code =
        address.startsWith(IN_JAR)
            ? address.substring(IN_JAR.length(), address.lastIndexOf("!/"))
            : address.substring(0, address.length() - file.length());
    return Path.of(URI.create(code));
  }
}
