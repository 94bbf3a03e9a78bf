package dev.keyrelay.spi.oauth;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.Secret;
import java.util.Optional;

/**
 * The OAuth client that the user registered with a vendor. KeyRelay ships none.
 *
 * @param id the client id
 * @param secret the client secret; public clients have none
 */
public record OAuthClient(String id, Optional<Secret> secret) {

  /** The client of {@code <PREFIX>_OAUTH_CLIENT_ID} and {@code <PREFIX>_OAUTH_CLIENT_SECRET}. */
  public static Optional<OAuthClient> of(ProviderSettings settings) {
    return settings
        .get("OAUTH_CLIENT_ID")
        .map(id -> new OAuthClient(id, settings.get("OAUTH_CLIENT_SECRET").map(Secret::of)));
  }

  /** The client that an account was made with, if the account keeps it. */
  public static Optional<OAuthClient> of(OAuthAccount account) {
    return account
        .attribute("client_id")
        .map(id -> new OAuthClient(id, account.secret("client_secret")));
  }

  /**
   * The configured client.
   *
   * @throws IllegalStateException if there is none
   */
  public static OAuthClient required(ProviderSettings settings, String prefix) {
    return of(settings)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    prefix
                        + "_OAUTH_CLIENT_ID: not set (expected: the id of an OAuth client of your"
                        + " own; its secret goes into "
                        + prefix
                        + "_OAUTH_CLIENT_SECRET)"));
  }
}
