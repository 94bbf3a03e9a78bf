package dev.keyrelay.spi.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh.NeedsLoginException;
import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.ManualClock;
import dev.keyrelay.spi.kit.MapSettings;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.ScriptedServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {

  private static final OAuthClient CLIENT =
      new OAuthClient("my-client", Optional.of(Secret.of("my-secret")));
  private static final URI REDIRECT = URI.create("http://localhost:8085/oauth2callback");

  private final ScriptedServer server = new ScriptedServer();
  private final PlainSideHttp http = new PlainSideHttp();
  private final ManualClock clock = new ManualClock();
  private final TokenEndpoint endpoint = new TokenEndpoint(http, clock, server.uri("/token"));
  private final RefreshTokenGrant refresh =
      new RefreshTokenGrant(endpoint, Optional.of(CLIENT), "ACME", Duration.ofMinutes(30));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void authorizationPageCarriesStateAndChallengeAndNoSecret() {
    var grant = new AuthorizationCode(URI.create("https://id.example/auth"), endpoint);

    var page = grant.page(CLIENT, REDIRECT, "the-state", "the-challenge", Map.of("scope", "a b"));

    assertThat(page.toString())
        .startsWith("https://id.example/auth?response_type=code&client_id=my-client&")
        .contains("redirect_uri=http%3A%2F%2Flocalhost%3A8085%2Foauth2callback")
        .contains("state=the-state", "code_challenge=the-challenge", "code_challenge_method=S256")
        .contains("scope=a%20b")
        .doesNotContain("my-secret");
  }

  @Test
  void codeIsExchangedWithItsVerifier() throws Exception {
    server.answer(
        "/token",
        200,
        """
        {"access_token":"at","refresh_token":"rt","expires_in":3599,"scope":"a b",
         "token_type":"Bearer","id_token":"jwt"}\
        """);
    var grant = new AuthorizationCode(URI.create("https://id.example/auth"), endpoint);

    var account = grant.exchange(CLIENT, "c0/de+", REDIRECT, "the-verifier");

    assertThat(server.asked("/token").getFirst().form())
        .containsOnly(
            Map.entry("grant_type", "authorization_code"),
            Map.entry("code", "c0/de+"),
            Map.entry("redirect_uri", REDIRECT.toString()),
            Map.entry("code_verifier", "the-verifier"),
            Map.entry("client_id", "my-client"),
            Map.entry("client_secret", "my-secret"));
    assertThat(account.id()).isEqualTo(Enrolment.NEW);
    assertThat(account.refreshToken()).contains(Secret.of("rt"));
    assertThat(account.expiresAt()).contains(clock.instant().plusSeconds(3599));
    assertThat(account.attributes())
        .containsOnly(
            Map.entry("scope", "a b"),
            Map.entry("token_type", "Bearer"),
            Map.entry("client_id", "my-client"),
            Map.entry("token_uri", endpoint.uri().toString()));
    assertThat(account.secrets()).containsOnlyKeys("id_token", "client_secret");
    assertThat(account.toString()).doesNotContain("my-secret", "=rt", "=at", "jwt");
  }

  @Test
  void refusedCodeSaysWhyWithoutRevealingTheClientSecret() {
    server.answer(
        "/token", 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Bad Request\"}");
    var grant = new AuthorizationCode(URI.create("https://id.example/auth"), endpoint);

    assertThatThrownBy(() -> grant.exchange(CLIENT, "old", REDIRECT, "v"))
        .isInstanceOf(OAuthException.class)
        .hasMessage("127.0.0.1 gave no token: status 400, invalid_grant, Bad Request");
  }

  @Test
  void refreshKeepsIdentityAndTakesTheRotatedToken() throws Exception {
    server.answer("/token", 200, "{\"access_token\":\"at2\",\"refresh_token\":\"rt2\"}");

    var fresh = refresh.refresh(account());

    assertThat(fresh.id()).isEqualTo("acme-1");
    assertThat(fresh.accessToken()).isEqualTo(Secret.of("at2"));
    assertThat(fresh.refreshToken()).contains(Secret.of("rt2"));
    assertThat(fresh.expiresAt()).isEmpty();
    assertThat(fresh.attribute("email")).contains("a@b.c");
  }

  @Test
  void refreshKeepsTheOldRefreshTokenWhenNoneCameAlong() throws Exception {
    server.answer("/token", 200, "{\"access_token\":\"at2\",\"expires_in\":\"60\"}");

    var fresh = refresh.refresh(account());

    assertThat(fresh.refreshToken()).contains(Secret.of("rt"));
    assertThat(fresh.expiresAt()).contains(clock.instant().plusSeconds(60));
  }

  @Test
  void refreshUsesTheClientThatTheAccountWasMadeWith() throws Exception {
    server.answer("/token", 200, "{\"access_token\":\"at2\"}");

    refresh.refresh(
        account()
            .withAttribute("client_id", "theirs")
            .withSecret("client_secret", Secret.of("their-secret")));

    assertThat(server.asked("/token").getFirst().form())
        .containsEntry("client_id", "theirs")
        .containsEntry("client_secret", "their-secret")
        .containsEntry("refresh_token", "rt");
  }

  @ParameterizedTest
  @CsvSource({"400, invalid_grant", "401, invalid_grant", "401, invalid_client", "401, ''"})
  void refusedRefreshTokenNeedsLogin(int status, String error) {
    server.answer("/token", status, "{\"error\":\"" + error + "\"}");

    assertThatThrownBy(() -> refresh.refresh(account()))
        .isInstanceOf(NeedsLoginException.class)
        .hasMessageContaining("log in again");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429, 500, 503, 200})
  void anAnswerThatDoesNotJudgeTheTokenMayBeTriedAgain(int status) {
    server.answer("/token", status, "<html>busy</html>");

    assertThatThrownBy(() -> refresh.refresh(account()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status " + status);
  }

  @Test
  void accountWithoutRefreshTokenNeedsLoginWithoutACall() {
    var account = account();
    var without =
        new OAuthAccount(
            account.id(),
            account.accessToken(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Map.of());

    assertThatThrownBy(() -> refresh.refresh(without)).isInstanceOf(NeedsLoginException.class);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void endOfATokenIsByOurClockWhateverUpstreamsClockSays() throws Exception {
    server.answer(
        "/token",
        _ ->
            new ScriptedServer.Said(
                200,
                Map.of("Date", "Thu, 01 Jan 2037 00:00:00 GMT"),
                "{\"access_token\":\"at2\",\"expires_in\":3600}"));

    assertThat(refresh.refresh(account()).expiresAt())
        .contains(clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void wrappedGrantIsUnderstood() throws Exception {
    server.answer(
        "/token", 200, "{\"success\":true,\"data\":{\"access_token\":\"in\",\"expires_in\":5}}");

    assertThat(refresh.refresh(account()).accessToken()).isEqualTo(Secret.of("in"));
  }

  @Test
  void missingClientNamesTheVariable() {
    assertThatThrownBy(() -> OAuthClient.required(MapSettings.of(), "ACME"))
        .hasMessageContaining("ACME_OAUTH_CLIENT_ID: not set");
    assertThat(OAuthClient.of(MapSettings.of("OAUTH_CLIENT_ID", "x")))
        .contains(new OAuthClient("x", Optional.empty()));
  }

  private static OAuthAccount account() {
    return new OAuthAccount(
        "acme-1",
        Secret.of("at"),
        Optional.of(Secret.of("rt")),
        Optional.empty(),
        Map.of("email", "a@b.c"),
        Map.of());
  }
}
