package dev.keyrelay.engine.account;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the vendors' own command-line clients keep their login. */
public final class VendorFiles {

  private static final Map<String, String> PLACES =
      Map.of(
          "gemini_cli", ".gemini/oauth_creds.json",
          "qwen_code", ".qwen/oauth_creds.json",
          "iflow", ".iflow/oauth_creds.json");

  private VendorFiles() {}

  /** The files that are there, by provider id. */
  public static Map<String, Path> in(Path userHome) {
    var found = new LinkedHashMap<String, Path>();
    PLACES.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(place -> Files.isRegularFile(userHome.resolve(place.getValue())))
        .forEach(place -> found.put(place.getKey(), userHome.resolve(place.getValue())));
    return found;
  }
}
