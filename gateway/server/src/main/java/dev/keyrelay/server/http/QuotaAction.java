package dev.keyrelay.server.http;

import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.JsonBody;
import java.util.Optional;
import java.util.Set;

/**
 * What a client asks of quota statistics.
 *
 * @param action {@code reload} or {@code force_refresh}
 * @param scope {@code all}, {@code provider} or {@code credential}
 * @param provider the provider id; there unless the scope is {@code all}
 * @param credential the credential's id or name; there if the scope is {@code credential}
 */
record QuotaAction(
    String action, String scope, Optional<String> provider, Optional<String> credential) {

  /** Whether upstream is to be asked. */
  boolean asksUpstream() {
    return action.equals("force_refresh");
  }

  static QuotaAction read(JsonBody body) throws GatewayException {
    var action =
        new QuotaAction(
            word(body, "action", "reload", Set.of("reload", "force_refresh")),
            word(body, "scope", "all", Set.of("all", "provider", "credential")),
            body.text("provider").filter(id -> !id.isBlank()),
            body.text("credential").filter(id -> !id.isBlank()));
    if (!action.scope.equals("all") && action.provider.isEmpty()) {
      throw JsonRequests.refused(
          "provider", "'provider' is required when scope is 'provider' or 'credential'");
    }
    if (action.scope.equals("credential") && action.credential.isEmpty()) {
      throw JsonRequests.refused(
          "credential", "'credential' is required when scope is 'credential'");
    }
    return action;
  }

  private static String word(JsonBody body, String field, String standard, Set<String> known)
      throws GatewayException {
    var given = body.get(field).filter(node -> !node.isNull());
    String word = given.map(node -> node.asText()).orElse(standard);
    if (!known.contains(word)) {
      throw JsonRequests.refused(
          field,
          field
              + ": \""
              + word
              + "\" (expected: "
              + String.join(", ", known.stream().sorted().toList())
              + ")");
    }
    return word;
  }
}
