package dev.keyrelay.spi.oauth;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The refresh token grant (RFC 6749 §6). It uses the client and the endpoint ({@code token_uri})
 * that the account was made with, and the configured client for an account that does not keep its
 * own.
 */
public final class RefreshTokenGrant implements CredentialRefresh {

  /** Errors of a 400 or 401 that say nothing about the refresh token. */
  private static final Set<String> PASSING =
      Set.of("temporarily_unavailable", "server_error", "internal_failure", "slow_down");

  private final TokenEndpoint endpoint;
  private final Optional<OAuthClient> configured;
  private final String prefix;
  private final Duration ahead;

  /**
   * A refresh.
   *
   * @param endpoint where tokens are
   * @param configured the client of the user's configuration
   * @param prefix what the service's variables begin with, for messages
   * @param ahead how long before the end of a token the next one is fetched
   */
  public RefreshTokenGrant(
      TokenEndpoint endpoint, Optional<OAuthClient> configured, String prefix, Duration ahead) {
    this.endpoint = endpoint;
    this.configured = configured;
    this.prefix = prefix;
    this.ahead = ahead;
  }

  @Override
  public Duration ahead() {
    return ahead;
  }

  @Override
  public OAuthAccount refresh(OAuthAccount account)
      throws IOException, InterruptedException, NeedsLoginException {
    var client = OAuthClient.of(account).or(() -> configured).orElseThrow(this::noClient);
    var token =
        account
            .refreshToken()
            .orElseThrow(() -> new NeedsLoginException("the account has no refresh token"));
    try {
      return endpointOf(account)
          .ask(client, Map.of("grant_type", "refresh_token", "refresh_token", token.reveal()))
          .renew(account);
    } catch (OAuthException e) {
      boolean refused = e.status() == 400 || e.status() == 401;
      if (refused && !PASSING.contains(e.error())) {
        throw new NeedsLoginException(e.getMessage() + "; log in again" + hint(e.error()));
      }
      throw e;
    }
  }

  private TokenEndpoint endpointOf(OAuthAccount account) throws NeedsLoginException {
    var kept = account.attribute("token_uri");
    if (kept.isEmpty()) {
      return endpoint;
    }
    try {
      var uri = URI.create(kept.get());
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
        return endpoint.at(uri);
      }
    } catch (IllegalArgumentException _) {
      // Told below.
    }
    throw new NeedsLoginException(
        "token_uri: " + kept.get() + " (expected: an absolute http or https URI)");
  }

  private String hint(String error) {
    return error.endsWith("_client")
        ? ", after checking " + prefix + "_OAUTH_CLIENT_ID and " + prefix + "_OAUTH_CLIENT_SECRET"
        : "";
  }

  private NeedsLoginException noClient() {
    return new NeedsLoginException(
        "the account names no OAuth client, and "
            + prefix
            + "_OAUTH_CLIENT_ID is not set (expected: the client that the account was made with)");
  }
}
