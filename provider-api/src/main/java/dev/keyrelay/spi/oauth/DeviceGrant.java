package dev.keyrelay.spi.oauth;

import dev.keyrelay.spi.Enrolment.DeviceAnswer;
import dev.keyrelay.spi.Enrolment.DeviceLogin;
import dev.keyrelay.spi.Enrolment.Granted;
import dev.keyrelay.spi.Enrolment.Pending;
import dev.keyrelay.spi.Enrolment.Refused;
import dev.keyrelay.spi.Enrolment.SlowDown;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.SideHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The device authorization grant (RFC 8628), with PKCE S256. */
public final class DeviceGrant {

  private static final int STANDARD_INTERVAL = 5;
  private static final int STANDARD_LIFETIME = 900;

  private final SideHttp http;
  private final URI start;
  private final TokenEndpoint endpoint;

  /** A grant that begins at a device authorization endpoint and ends at a token endpoint. */
  public DeviceGrant(SideHttp http, URI start, TokenEndpoint endpoint) {
    this.http = http;
    this.start = start;
    this.endpoint = endpoint;
  }

  /** Asks for a device code. */
  public DeviceLogin start(OAuthClient client, String scope, String challenge)
      throws IOException, InterruptedException {
    var form =
        Map.of(
            "client_id",
            client.id(),
            "scope",
            scope,
            "code_challenge",
            challenge,
            "code_challenge_method",
            "S256");
    var answer = http.submit(start, Headers.of("Accept", "application/json"), form);
    var root = TokenEndpoint.json(answer.body());
    String deviceCode = root.path("device_code").asText("");
    String page =
        root.path("verification_uri_complete").asText(root.path("verification_uri").asText(""));
    if (!answer.ok() || deviceCode.isBlank() || page.isBlank()) {
      String error = root.path("error").asText("");
      throw new OAuthException(
          answer.status(),
          error,
          start.getHost()
              + " gave no device code: status "
              + answer.status()
              + (error.isEmpty() ? "" : ", " + error)
              + " (expected: 200 with device_code and verification_uri)");
    }
    return new DeviceLogin(
        Secret.of(deviceCode),
        root.path("user_code").asText(""),
        URI.create(page),
        Duration.ofSeconds(Math.max(1, root.path("interval").asInt(STANDARD_INTERVAL))),
        Duration.ofSeconds(Math.max(1, root.path("expires_in").asInt(STANDARD_LIFETIME))));
  }

  /** Asks once whether the user has agreed. */
  public DeviceAnswer poll(OAuthClient client, DeviceLogin login, String verifier)
      throws IOException, InterruptedException {
    var grant =
        Map.of(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            login.deviceCode().reveal(),
            "code_verifier",
            verifier);
    try {
      var tokens = endpoint.ask(client, grant);
      return new Granted(tokens.account(client, endpoint.uri().toString()));
    } catch (OAuthException e) {
      return switch (e.error()) {
        case "authorization_pending" -> new Pending();
        case "slow_down" -> new SlowDown();
        case "expired_token" -> new Refused("the login took too long; start it again");
        case "access_denied" -> new Refused("the login was refused");
        default -> throw e;
      };
    }
  }
}
