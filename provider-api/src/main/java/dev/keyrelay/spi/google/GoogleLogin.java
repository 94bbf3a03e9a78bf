package dev.keyrelay.spi.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.SideHttp;
import dev.keyrelay.spi.oauth.AuthorizationCode;
import dev.keyrelay.spi.oauth.LoginEndpoints;
import dev.keyrelay.spi.oauth.OAuthClient;
import dev.keyrelay.spi.oauth.RefreshTokenGrant;
import dev.keyrelay.spi.oauth.TokenEndpoint;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The login of an installed application at Google: authorization code, PKCE, loopback callback (<a
 * href="https://developers.google.com/identity/protocols/oauth2/native-app">reference</a>).
 */
public final class GoogleLogin implements Enrolment.Browser {

  private static final Duration AHEAD = Duration.ofMinutes(30);

  private final ProviderSettings settings;
  private final SideHttp http;
  private final Registration registration;
  private final AuthorizationCode grant;
  private final RefreshTokenGrant refresh;
  private final URI userInfo;

  /**
   * How an application is registered.
   *
   * @param prefix what the service's variables begin with
   * @param scopes what the login asks for, as full URIs
   * @param port the callback's port unless {@code <PREFIX>_OAUTH_PORT} says otherwise
   * @param path the callback's path
   */
  public record Registration(String prefix, List<String> scopes, int port, String path) {

    public Registration {
      scopes = List.copyOf(scopes);
    }
  }

  /** A login of an application, over the side calls and the clock that the gateway lends. */
  public GoogleLogin(ProviderContext context, Registration registration) {
    this.settings = context.settings();
    this.http = context.http();
    this.registration = registration;
    var endpoints = new LoginEndpoints(settings);
    var tokens =
        new TokenEndpoint(
            http, context.clock(), endpoints.at("https://oauth2.googleapis.com/token"));
    this.grant =
        new AuthorizationCode(endpoints.at("https://accounts.google.com/o/oauth2/v2/auth"), tokens);
    this.refresh =
        new RefreshTokenGrant(tokens, OAuthClient.of(settings), registration.prefix(), AHEAD);
    this.userInfo = endpoints.at("https://www.googleapis.com/oauth2/v1/userinfo");
  }

  /** The refresh of accounts of this login. */
  public CredentialRefresh refresh() {
    return refresh;
  }

  @Override
  public int callbackPort() {
    return LoginEndpoints.port(settings, registration.prefix(), registration.port());
  }

  @Override
  public String callbackPath() {
    return registration.path();
  }

  @Override
  public URI authorizationPage(URI redirect, String state, String challenge) {
    var more = new LinkedHashMap<String, String>();
    more.put("scope", String.join(" ", registration.scopes()));
    more.put("access_type", "offline");
    more.put("prompt", "consent");
    return grant.page(client(), redirect, state, challenge, more);
  }

  @Override
  public OAuthAccount exchange(String code, URI redirect, String verifier)
      throws IOException, InterruptedException {
    var account = grant.exchange(client(), code, redirect, verifier);
    var answer =
        http.get(userInfo, Headers.NONE.with("Authorization", "Bearer ", account.accessToken()));
    if (!answer.ok()) {
      throw new IOException("Google user info: status " + answer.status() + " (expected: 200)");
    }
    JsonNode owner = JsonBody.MAPPER.readTree(answer.body());
    String email = owner.path("email").asText("");
    return email.isBlank() ? account : account.withAttribute("email", email);
  }

  private OAuthClient client() {
    return OAuthClient.required(settings, registration.prefix());
  }
}
