package dev.keyrelay.engine.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarFile;

/** What can be said of a jar without running any of it. */
final class JarCheck {

  /** The contract's major version. */
  static final String API_MAJOR = "1";

  /** The manifest entry that states it. */
  static final String API_ENTRY = "KeyRelay-Provider-Api";

  static final String SERVICE_FILE = "META-INF/services/dev.keyrelay.spi.ProviderFactory";

  private static final String VERSIONS = "META-INF/versions/";

  private JarCheck() {}

  /** Why a jar is refused, if it is. */
  static Optional<Refusal> refusal(Path file) {
    String source = file.getFileName().toString();
    try (var jar = new JarFile(file.toFile())) {
      return version(source, jar).or(() -> bundled(source, jar)).or(() -> service(source, jar));
    } catch (IOException | SecurityException e) {
      return Optional.of(
          new Refusal(
              source,
              "cannot be read as a jar (" + e.getClass().getSimpleName() + ").",
              "Copy it again, whole and readable, or remove it."));
    }
  }

  private static Optional<Refusal> version(String source, JarFile jar) {
    String major;
    try {
      var manifest = jar.getManifest();
      major = manifest == null ? null : manifest.getMainAttributes().getValue(API_ENTRY);
    } catch (IOException e) {
      major = null;
    }
    if (major == null) {
      return Optional.of(
          new Refusal(
              source,
              "states no version of the provider contract (expected: the manifest entry "
                  + API_ENTRY
                  + ": "
                  + API_MAJOR
                  + ").",
              "If it is a provider jar, add the entry when building it; if not, remove it from the"
                  + " plugins folder."));
    }
    if (!major.strip().equals(API_MAJOR)) {
      return Optional.of(
          new Refusal(
              source,
              "is built for version "
                  + shortened(major.strip())
                  + " of the provider contract (expected: "
                  + API_MAJOR
                  + ").",
              "Take the jar's release for this KeyRelay, or rebuild it against this"
                  + " provider-api."));
    }
    return Optional.empty();
  }

  private static Optional<Refusal> bundled(String source, JarFile jar) {
    if (contains(jar, "com/fasterxml/jackson/")) {
      return Optional.of(
          new Refusal(
              source,
              "bundles Jackson, which the gateway lends (found: com/fasterxml/jackson).",
              "Build the jar without it: the scope of provider-api is provided."));
    }
    if (contains(jar, "dev/keyrelay/spi/")) {
      return Optional.of(
          new Refusal(
              source,
              "has classes in dev.keyrelay.spi, which belongs to the contract.",
              "Move its own classes to another package, and do not bundle provider-api."));
    }
    return Optional.empty();
  }

  private static Optional<Refusal> service(String source, JarFile jar) {
    if (jar.getEntry(SERVICE_FILE) == null) {
      return Optional.of(
          new Refusal(
              source,
              "names no factory (expected: the file " + SERVICE_FILE + ").",
              "Add the file with the class name of the ProviderFactory in it."));
    }
    return Optional.empty();
  }

  private static boolean contains(JarFile jar, String folder) {
    return jar.stream()
        .map(entry -> unversioned(entry.getName()))
        .anyMatch(name -> name.startsWith(folder) && name.endsWith(".class"));
  }

  /** The name without the folder that multi-release jars keep a version's classes in. */
  private static String unversioned(String name) {
    return name.startsWith(VERSIONS)
        ? name.substring(name.indexOf('/', VERSIONS.length()) + 1)
        : name;
  }

  private static String shortened(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "…";
  }
}
