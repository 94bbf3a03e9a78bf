package dev.keyrelay.spi;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The configuration of one service: the variables {@code <PREFIX>_<NAME>}, for any of the service's
 * prefixes. A blank value is absent.
 */
public interface ProviderSettings {

  /** The value of {@code <PREFIX>_<name>}; {@code name} is upper case, such as {@code API_BASE}. */
  Optional<String> get(String name);

  /**
   * {@code <PREFIX>_API_BASE} without trailing slashes, or {@code standard} when the user sets
   * none.
   *
   * @throws IllegalArgumentException if the value is not an absolute http or https URI
   */
  default URI baseUrl(URI standard) {
    return get("API_BASE").map(text -> absolute("API_BASE", text)).orElse(standard);
  }

  /**
   * The switch {@code <PREFIX>_<name>}.
   *
   * @param standard what holds if it is not set
   * @throws IllegalArgumentException if it is set to something else
   */
  default boolean flag(String name, boolean standard) {
    return get(name)
        .map(
            text ->
                switch (text.strip().toLowerCase(Locale.ROOT)) {
                  case "true", "1", "yes", "on" -> true;
                  case "false", "0", "no", "off" -> false;
                  default ->
                      throw new IllegalArgumentException(
                          name + ": " + text + " (expected: true or false)");
                })
        .orElse(standard);
  }

  /**
   * A length of time of at least a second, such as {@code 300} (seconds) or {@code 5m}.
   *
   * @throws IllegalArgumentException if the value is no length
   */
  default Duration duration(String name, Duration standard) {
    return get(name)
        .map(
            text ->
                RetryDelay.parse(text)
                    .filter(length -> length.compareTo(Duration.ofSeconds(1)) >= 0)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                name
                                    + ": "
                                    + text
                                    + " (expected: seconds, or such as 5m, from 1)")))
        .orElse(standard);
  }

  private static URI absolute(String name, String text) {
    URI uri;
    try {
      uri = URI.create(text.strip().replaceAll("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name + ": " + text + " (expected: an http or https URI)", e);
    }
    String scheme = uri.getScheme();
    boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!http || uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          name + ": " + text + " (expected: http(s)://host[:port][/path], without user info)");
    }
    return uri;
  }
}
