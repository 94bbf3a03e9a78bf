package dev.keyrelay.spi.oauth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Secret;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a token endpoint grants (RFC 6749 §5.1).
 *
 * @param accessToken the token to show upstream
 * @param refreshToken a refresh token, if one came along
 * @param expiresAt when the access token ends by our own clock, whatever upstream's clock says
 * @param attributes all other text fields that are no secrets, such as {@code scope}
 * @param secrets all other text fields that are, such as {@code id_token}
 */
public record Tokens(
    Secret accessToken,
    Optional<Secret> refreshToken,
    Optional<Instant> expiresAt,
    Map<String, String> attributes,
    Map<String, Secret> secrets) {

  private static final long LONGEST_SECONDS = 10L * 365 * 86_400;

  /** Reads an answer that has an {@code access_token}; {@code asked} is when the call began. */
  static Tokens read(JsonNode answer, Instant asked) {
    var attributes = new HashMap<String, String>();
    var secrets = new HashMap<String, Secret>();
    for (var field : answer.properties()) {
      String text = field.getValue().asText("");
      if (!field.getValue().isTextual() || text.isBlank()) {
        continue;
      }
      if (OAuthAccount.isSecret(field.getKey())) {
        secrets.put(field.getKey(), Secret.of(text));
      } else {
        attributes.put(field.getKey(), text);
      }
    }
    attributes.remove("expires_in");
    Secret access = Secret.of(answer.path("access_token").asText());
    secrets.remove("access_token");
    var refresh = Optional.ofNullable(secrets.remove("refresh_token"));
    return new Tokens(access, refresh, end(answer, asked), attributes, secrets);
  }

  private static Optional<Instant> end(JsonNode answer, Instant asked) {
    long seconds = answer.path("expires_in").asLong(0);
    return seconds > 0
        ? Optional.of(asked.plusSeconds(Math.min(seconds, LONGEST_SECONDS)))
        : Optional.empty();
  }

  /** A new account, which remembers the client and the endpoint that its refresh needs. */
  public OAuthAccount account(OAuthClient client, String tokenUri) {
    var known = new HashMap<>(attributes);
    known.put("client_id", client.id());
    known.put("token_uri", tokenUri);
    var kept = new HashMap<>(secrets);
    client.secret().ifPresent(secret -> kept.put("client_secret", secret));
    return new OAuthAccount(Enrolment.NEW, accessToken, refreshToken, expiresAt, known, kept);
  }

  /** An account with these tokens in place of its own. */
  public OAuthAccount renew(OAuthAccount account) {
    var known = new HashMap<>(account.attributes());
    known.putAll(attributes);
    var kept = new HashMap<>(account.secrets());
    kept.putAll(secrets);
    return new OAuthAccount(
        account.id(), accessToken, refreshToken.or(account::refreshToken), expiresAt, known, kept);
  }
}
