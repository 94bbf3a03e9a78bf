package dev.keyrelay.spi.oauth;

import dev.keyrelay.spi.ProviderSettings;
import java.net.URI;
import java.util.Optional;

/**
 * Where a vendor's login lives. {@code <PREFIX>_OAUTH_BASE} puts the same paths below another
 * address, for a relay of one's own or a test.
 */
public final class LoginEndpoints {

  private final Optional<URI> base;

  /**
   * The endpoints of one service.
   *
   * @throws IllegalArgumentException if {@code OAUTH_BASE} is not an absolute http or https URI
   */
  public LoginEndpoints(ProviderSettings settings) {
    base = settings.get("OAUTH_BASE").map(text -> URI.create(text.strip().replaceAll("/+$", "")));
    base.ifPresent(LoginEndpoints::check);
  }

  private static void check(URI uri) {
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "OAUTH_BASE: " + uri + " (expected: http(s)://host[:port][/path], without user info)");
    }
  }

  /** The address of an endpoint that the vendor has at {@code standard}. */
  public URI at(String standard) {
    var uri = URI.create(standard);
    return base.map(other -> URI.create(other + uri.getRawPath() + query(uri))).orElse(uri);
  }

  /**
   * The port of a login's callback: {@code <PREFIX>_OAUTH_PORT}, or {@code standard}.
   *
   * @throws IllegalArgumentException if the value is no port
   */
  public static int port(ProviderSettings settings, String prefix, int standard) {
    String text = settings.get("OAUTH_PORT").map(String::strip).orElse("");
    if (text.isEmpty()) {
      return standard;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new IllegalArgumentException(
          prefix + "_OAUTH_PORT: " + text + " (expected: 0 to 65535)");
    }
    return Integer.parseInt(text);
  }

  private static String query(URI uri) {
    return uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
  }
}
