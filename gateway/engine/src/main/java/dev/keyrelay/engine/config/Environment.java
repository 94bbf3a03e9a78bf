package dev.keyrelay.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every variable the user set: those of the process, then those of {@code .env}, then those of the
 * home folder's other {@code *.env} files in name order. The first to set a name holds, even with
 * an empty value. Immutable; the text form lists the names alone.
 */
public final class Environment {

  /** The origin of variables of the process. */
  public static final String PROCESS = "the process environment";

  private record Entry(String value, String origin) {}

  private final Map<String, Entry> entries;

  private Environment(Map<String, Entry> entries) {
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** An environment of the given variables and no files. */
  public static Environment of(Map<String, String> variables) {
    var entries = new LinkedHashMap<String, Entry>();
    variables.forEach((name, value) -> entries.put(name, new Entry(value, PROCESS)));
    return new Environment(entries);
  }

  /** Reads the files of a home folder below the variables of the process. */
  public static Environment read(Home home, Map<String, String> process, Findings findings) {
    var entries = new LinkedHashMap<>(of(process).entries);
    for (Path file : files(home, findings)) {
      String source = file.getFileName().toString();
      text(file, findings)
          .ifPresent(
              text ->
                  Dotenv.parse(
                          text,
                          source,
                          findings,
                          name -> Optional.ofNullable(entries.get(name)).map(Entry::value))
                      .forEach(
                          (name, value) -> entries.putIfAbsent(name, new Entry(value, source))));
    }
    return new Environment(entries);
  }

  private static List<Path> files(Home home, Findings findings) {
    var files = new ArrayList<Path>();
    if (!Files.isDirectory(home.folder())) {
      return files;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(home.folder(), "*.env")) {
      found.forEach(
          file -> {
            if (!file.equals(home.envFile()) && Files.isRegularFile(file)) {
              files.add(file);
            }
          });
    } catch (IOException | RuntimeException e) {
      findings.error(
          home.folder().toString(),
          "cannot be listed (" + e.getClass().getSimpleName() + ").",
          "Make the folder readable.");
    }
    Collections.sort(files);
    if (Files.isRegularFile(home.envFile())) {
      files.addFirst(home.envFile());
    }
    return files;
  }

  private static Optional<String> text(Path file, Findings findings) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      findings.error(
          file.toString(),
          "cannot be read (" + e.getClass().getSimpleName() + "; expected: a UTF-8 text).",
          "Make the file readable, or save it as UTF-8.");
      return Optional.empty();
    }
  }

  /** The value without surrounding space; absent if it is not set or blank. */
  public Optional<String> get(String name) {
    return raw(name).map(String::strip).filter(value -> !value.isEmpty());
  }

  /** The value as it is, blank ones too. */
  public Optional<String> raw(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::value);
  }

  /** Every variable with its value, in the order of reading. Values may be secret. */
  public Map<String, String> map() {
    var map = new LinkedHashMap<String, String>();
    entries.forEach((name, entry) -> map.put(name, entry.value()));
    return map;
  }

  /** The variables of the process with their values, which may be secret. */
  Map<String, String> process() {
    var map = new LinkedHashMap<String, String>();
    entries.forEach(
        (name, entry) -> {
          if (entry.origin().equals(PROCESS)) {
            map.put(name, entry.value());
          }
        });
    return map;
  }

  /** Every name, in the order of reading. */
  public Set<String> names() {
    return entries.keySet();
  }

  /** Where a variable was set: {@link #PROCESS}, or the name of a file. */
  public Optional<String> origin(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::origin);
  }

  /** A path with a leading {@code ~} replaced by the user's home folder. */
  public static String expanded(String path) {
    return path.equals("~") || path.startsWith("~/")
        ? System.getProperty("user.home") + path.substring(1)
        : path;
  }

  @Override
  public String toString() {
    return "Environment" + entries.keySet();
  }
}
