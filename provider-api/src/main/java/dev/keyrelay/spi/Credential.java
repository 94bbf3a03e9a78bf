package dev.keyrelay.spi;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What a provider is shown. */
public sealed interface Credential {

  /**
   * Names the credential without revealing it: stable over restarts and over token refresh. A
   * salted hash, or a name.
   */
  String id();

  /** An API key. */
  record ApiKey(String id, Secret key) implements Credential {}

  /**
   * An OAuth account.
   *
   * @param id names the credential
   * @param accessToken shown upstream
   * @param refreshToken exchanged for a new access token
   * @param expiresAt when the access token ends, if known
   * @param attributes what else the provider keeps with the account (email, project id, tier, token
   *     endpoint); no secrets but those in {@code secrets}
   * @param secrets further key material that a refresh needs, such as a client secret
   */
  record OAuthAccount(
      String id,
      Secret accessToken,
      Optional<Secret> refreshToken,
      Optional<Instant> expiresAt,
      Map<String, String> attributes,
      Map<String, Secret> secrets)
      implements Credential {

    public OAuthAccount {
      attributes = Map.copyOf(attributes);
      secrets = Map.copyOf(secrets);
    }
  }

  /** The credential of a service that wants none. */
  record Anonymous(String id) implements Credential {}
}
