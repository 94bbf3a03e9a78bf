package dev.keyrelay.engine.config;

import java.util.List;

/**
 * Which web pages may read answers (CORS, of the Fetch standard). What is any is an empty list, but
 * for origins.
 *
 * @param origins who may, in lower case; {@code *} alone for all; empty if nobody may
 * @param credentials whether with cookies and HTTP authentication
 * @param methods which methods they may use; empty for all
 * @param headers which request headers they may send, in lower case; empty for all
 */
public record CorsSettings(
    List<String> origins, boolean credentials, List<String> methods, List<String> headers) {

  /** Whether any page may. */
  public boolean enabled() {
    return !origins.isEmpty();
  }

  /** Whether every page may. */
  public boolean anyOrigin() {
    return origins.contains(CorsVariables.ANY);
  }

  static CorsSettings read(Settings settings) {
    var origins = settings.find(CorsVariables.ORIGINS).orElse(List.of());
    boolean credentials = settings.get(CorsVariables.CREDENTIALS);
    if (credentials && origins.contains(CorsVariables.ANY)) {
      settings
          .findings()
          .error(
              CorsVariables.CREDENTIALS.name(),
              "is not granted to every web page there is, so it has no effect.",
              "Name the pages in CORS_ALLOW_ORIGINS instead of *, or remove it.");
      credentials = false;
    }
    return new CorsSettings(
        origins,
        credentials,
        named(settings.get(CorsVariables.ALLOWED_METHODS)),
        named(settings.get(CorsVariables.HEADERS)));
  }

  private static List<String> named(List<String> all) {
    return all.contains(CorsVariables.ANY) ? List.of() : all;
  }
}
