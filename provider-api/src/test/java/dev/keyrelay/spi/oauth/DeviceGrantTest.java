package dev.keyrelay.spi.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Enrolment.DeviceAnswer;
import dev.keyrelay.spi.Enrolment.DeviceLogin;
import dev.keyrelay.spi.Enrolment.Granted;
import dev.keyrelay.spi.Enrolment.Pending;
import dev.keyrelay.spi.Enrolment.Refused;
import dev.keyrelay.spi.Enrolment.SlowDown;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ManualClock;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.ScriptedServer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceGrantTest {

  private static final OAuthClient CLIENT = new OAuthClient("my-client", Optional.empty());
  private static final DeviceLogin LOGIN =
      new DeviceLogin(
          Secret.of("dev-code"),
          "AB-CD",
          URI.create("https://id.example/device"),
          Duration.ofSeconds(5),
          Duration.ofMinutes(15));

  private final ScriptedServer server = new ScriptedServer();
  private final DeviceGrant grant =
      new DeviceGrant(
          new PlainSideHttp(),
          server.uri("/device"),
          new TokenEndpoint(new PlainSideHttp(), new ManualClock(), server.uri("/token")));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void startTellsWhereToGoAndHowOftenToAsk() throws Exception {
    server.answer(
        "/device",
        200,
        """
        {"device_code":"dev-code","user_code":"AB-CD","verification_uri":"https://id.example/d",
         "verification_uri_complete":"https://id.example/d?user_code=AB-CD","expires_in":600,
         "interval":2}\
        """);

    var login = grant.start(CLIENT, "openid email", "the-challenge");

    assertThat(server.asked("/device").getFirst().form())
        .containsOnly(
            Map.entry("client_id", "my-client"),
            Map.entry("scope", "openid email"),
            Map.entry("code_challenge", "the-challenge"),
            Map.entry("code_challenge_method", "S256"));
    assertThat(login.verificationPage())
        .isEqualTo(URI.create("https://id.example/d?user_code=AB-CD"));
    assertThat(login.interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(login.lifetime()).isEqualTo(Duration.ofMinutes(10));
    assertThat(login.toString()).doesNotContain("dev-code");
  }

  @Test
  void startWithoutIntervalAsksEveryFiveSeconds() throws Exception {
    server.answer(
        "/device",
        200,
        "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"https://x.example\"}");

    assertThat(grant.start(CLIENT, "s", "c").interval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void refusedStartSaysTheError() {
    server.answer("/device", 400, "{\"error\":\"invalid_client\"}");

    assertThatThrownBy(() -> grant.start(CLIENT, "s", "c"))
        .hasMessageContaining("status 400, invalid_client");
  }

  @ParameterizedTest
  @CsvSource({
    "400, authorization_pending, Pending",
    "400, slow_down, SlowDown",
    "429, slow_down, SlowDown",
    "400, expired_token, Refused",
    "400, access_denied, Refused"
  })
  void pollsEndAsTheStandardSays(int status, String error, String answer) throws Exception {
    server.answer("/token", status, "{\"error\":\"" + error + "\"}");

    DeviceAnswer polled = grant.poll(CLIENT, LOGIN, "v");

    assertThat(polled.getClass().getSimpleName()).isEqualTo(answer);
  }

  @Test
  void grantsAfterWaitingAndSlowingDown() throws Exception {
    server
        .answer("/token", 400, "{\"error\":\"authorization_pending\"}")
        .answer("/token", 429, "{\"error\":\"slow_down\"}")
        .answer(
            "/token",
            200,
            """
            {"access_token":"at","refresh_token":"rt","expires_in":21600,
             "resource_url":"portal.example"}\
            """);

    assertThat(grant.poll(CLIENT, LOGIN, "v")).isEqualTo(new Pending());
    assertThat(grant.poll(CLIENT, LOGIN, "v")).isEqualTo(new SlowDown());
    var granted = (Granted) grant.poll(CLIENT, LOGIN, "v");

    assertThat(granted.account().attribute("resource_url")).contains("portal.example");
    assertThat(server.asked("/token").getLast().form())
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:device_code")
        .containsEntry("device_code", "dev-code")
        .containsEntry("code_verifier", "v");
  }

  @Test
  void deniedLoginIsNotAnErrorOfTheTransport() throws Exception {
    server.answer("/token", 400, "{\"error\":\"access_denied\"}");

    assertThat(((Refused) grant.poll(CLIENT, LOGIN, "v")).message()).contains("refused");
  }

  @Test
  void brokenPollIsAnErrorThatMayBeTriedAgain() {
    server.answer("/token", 502, "<html>");

    assertThatThrownBy(() -> grant.poll(CLIENT, LOGIN, "v"))
        .isInstanceOf(OAuthException.class)
        .hasMessageContaining("502");
  }
}
