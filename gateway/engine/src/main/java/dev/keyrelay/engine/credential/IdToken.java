package dev.keyrelay.engine.credential;

import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** What an OpenID Connect id token tells. Nothing is verified: it tells names apart, no more. */
final class IdToken {

  private IdToken() {}

  /** The mail address of its owner. */
  static Optional<String> email(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      var claims = JsonBody.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
      return Optional.ofNullable(claims)
          .map(root -> root.path("email").asText(""))
          .filter(email -> email.contains("@"));
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
