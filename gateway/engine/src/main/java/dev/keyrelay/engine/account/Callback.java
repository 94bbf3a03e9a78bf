package dev.keyrelay.engine.account;

import dev.keyrelay.spi.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What an authorization page sends back (RFC 6749 §4.1.2). Prints nothing of it. */
final class Callback {

  private static final int MESSAGE_LIMIT = 200;

  private final Map<String, String> parameters;

  private Callback(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  /** Of an address, or of its query. */
  static Callback of(String address) throws LoginException {
    String text = address.strip();
    String query = text.substring(text.indexOf('?') + 1).replaceFirst("#.*$", "");
    var parameters = new HashMap<String, String>();
    for (String pair : query.split("&", -1)) {
      int at = pair.indexOf('=');
      if (at > 0) {
        parameters.putIfAbsent(decoded(pair.substring(0, at)), decoded(pair.substring(at + 1)));
      }
    }
    if (!parameters.containsKey("code") && !parameters.containsKey("error")) {
      throw new LoginException(
          "the address has no code (expected: the address that the browser ended at, with"
              + " ?state=…&code=… in it)");
    }
    return new Callback(parameters);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  /** Whether it belongs to the login of a state. */
  boolean answers(Secret state) {
    return Optional.ofNullable(parameters.get("state")).filter(state::matches).isPresent();
  }

  /**
   * The code.
   *
   * @throws LoginException if the page says an error instead
   */
  String code() throws LoginException {
    String error = parameters.getOrDefault("error", "");
    String code = parameters.getOrDefault("code", "");
    if (error.equals("access_denied")) {
      throw new LoginException("the login was refused in the browser");
    }
    if (!error.isEmpty() || code.isBlank()) {
      String told = parameters.getOrDefault("error_description", "");
      throw new LoginException(
          "the login failed: " + shortened(error) + (told.isEmpty() ? "" : ", " + shortened(told)));
    }
    return code;
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= MESSAGE_LIMIT ? line : line.substring(0, MESSAGE_LIMIT) + "…";
  }

  @Override
  public String toString() {
    return "Callback" + parameters.keySet();
  }
}
