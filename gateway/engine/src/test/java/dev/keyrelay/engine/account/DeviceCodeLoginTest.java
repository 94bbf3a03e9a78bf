package dev.keyrelay.engine.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Enrolment.DeviceAnswer;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ManualClock;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.RecordingSleeper;
import dev.keyrelay.spi.kit.ScriptedServer;
import dev.keyrelay.spi.oauth.DeviceGrant;
import dev.keyrelay.spi.oauth.OAuthClient;
import dev.keyrelay.spi.oauth.OAuthException;
import dev.keyrelay.spi.oauth.Pkce;
import dev.keyrelay.spi.oauth.TokenEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Device logins over real HTTP, with time that passes by itself. */
class DeviceCodeLoginTest {

  private static final String PENDING = "{\"error\":\"authorization_pending\"}";
  private static final String GRANT =
      "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":60,"
          + "\"resource_url\":\"portal.example\"}";

  private final ScriptedServer vendor = new ScriptedServer();
  private final ManualClock clock = new ManualClock();
  private final RecordingSleeper sleeper = new RecordingSleeper(clock);

  @AfterEach
  void stop() {
    vendor.close();
  }

  private OAuthAccount login() throws IOException, InterruptedException {
    vendor.answer(
        "/device",
        200,
        """
        {"device_code":"dc","user_code":"AB-CD","verification_uri":"https://v.example/d",
         "expires_in":60,"interval":5}
        """);
    var login = new DeviceCodeLogin(way(), new Random(1), clock, sleeper::sleep);
    assertThat(login.userCode()).isEqualTo("AB-CD");
    assertThat(login.page()).hasToString("https://v.example/d");
    return login.await();
  }

  private Enrolment.Device way() {
    var http = new PlainSideHttp();
    var client = new OAuthClient("client", Optional.empty());
    var grant =
        new DeviceGrant(
            http, vendor.uri("/device"), new TokenEndpoint(http, clock, vendor.uri("/token")));
    return new Enrolment.Device() {
      @Override
      public Enrolment.DeviceLogin start(String challenge)
          throws IOException, InterruptedException {
        return grant.start(client, "scope", challenge);
      }

      @Override
      public DeviceAnswer poll(Enrolment.DeviceLogin login, String verifier)
          throws IOException, InterruptedException {
        return grant.poll(client, login, verifier);
      }
    };
  }

  @Test
  void userWhoAgreesGetsAnAccount() throws Exception {
    vendor.answer("/token", 400, PENDING).answer("/token", 200, GRANT);

    var account = login();

    assertThat(account.accessToken()).isEqualTo(Secret.of("at"));
    assertThat(account.attribute("resource_url")).contains("portal.example");
    assertThat(sleeper.naps()).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
    var form = vendor.asked("/token").getFirst().form();
    assertThat(Pkce.challenge(form.get("code_verifier")))
        .isEqualTo(vendor.asked("/device").getFirst().form().get("code_challenge"));
  }

  @Test
  void slowDownAddsFiveSecondsWhateverItsStatus() throws Exception {
    vendor
        .answer("/token", 400, "{\"error\":\"slow_down\"}")
        .answer("/token", 429, "{\"error\":\"slow_down\"}")
        .answer("/token", 200, GRANT);

    login();

    assertThat(sleeper.naps())
        .containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(15));
  }

  @Test
  void passingTroubleIsWaitedOut() throws Exception {
    vendor.answer("/token", 503, "{}").answer("/token", 200, GRANT);

    assertThat(login().refreshToken()).contains(Secret.of("rt"));
  }

  @Test
  void userWhoRefusesEndsTheLogin() {
    vendor.answer("/token", 400, "{\"error\":\"access_denied\"}");

    assertThatThrownBy(this::login)
        .isInstanceOf(LoginException.class)
        .hasMessage("the login was refused");
  }

  @Test
  void expiredCodeEndsTheLogin() {
    vendor.answer("/token", 400, "{\"error\":\"expired_token\"}");

    assertThatThrownBy(this::login).hasMessageContaining("took too long");
  }

  @Test
  void codeIsNotAskedForBeyondItsLifetime() {
    for (int i = 0; i < 20; i++) {
      vendor.answer("/token", 400, PENDING);
    }

    assertThatThrownBy(this::login).hasMessageContaining("took too long");
    assertThat(vendor.asked("/token")).hasSize(11);
  }

  @Test
  void anyOtherRefusalIsTold() {
    vendor.answer("/token", 401, "{\"error\":\"invalid_client\"}");

    assertThatThrownBy(this::login)
        .isInstanceOf(OAuthException.class)
        .hasMessageContaining("status 401, invalid_client");
  }
}
