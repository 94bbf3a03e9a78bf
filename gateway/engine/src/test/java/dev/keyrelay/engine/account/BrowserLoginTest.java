package dev.keyrelay.engine.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.Enrolment;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.google.GoogleLogin;
import dev.keyrelay.spi.kit.ManualClock;
import dev.keyrelay.spi.kit.MapSettings;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.ScriptedServer;
import dev.keyrelay.spi.kit.TestContext;
import dev.keyrelay.spi.oauth.Pkce;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole login over real HTTP, with a scripted identity provider. */
class BrowserLoginTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final ScriptedServer google = new ScriptedServer();
  private final HttpClient browser = HttpClient.newHttpClient();
  private final ManualClock clock = new ManualClock();
  private Enrolments enrolments;

  @BeforeEach
  void prepare() {
    enrolments =
        new Enrolments(
            _ -> Optional.empty(),
            new AccountFolder(folder, Optional.empty()),
            clock,
            _ -> {},
            new SecureRandom());
  }

  @AfterEach
  void stop() {
    browser.shutdownNow();
    google.close();
  }

  private Enrolment.Browser way() {
    var context =
        new TestContext(
            "gemini_cli",
            new MapSettings(
                Map.of(
                    "OAUTH_CLIENT_ID", "client-1",
                    "OAUTH_CLIENT_SECRET", "canary-secret",
                    "OAUTH_BASE", google.uri("").toString())),
            clock,
            new PlainSideHttp());
    return new GoogleLogin(
        context,
        new GoogleLogin.Registration("GEMINI_CLI", List.of("scope-1"), 8085, "/oauth2callback"));
  }

  private BrowserLogin login() throws IOException {
    return enrolments.browser(way(), OptionalInt.of(0), true);
  }

  private static Map<String, String> query(URI page) {
    return new ScriptedServer.Asked("GET", page, dev.keyrelay.spi.Headers.NONE, "").query();
  }

  private HttpResponse<String> visit(BrowserLogin login, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + login.redirect().getPort() + path);
    return browser.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private void grantTokens() {
    google.answer(
        "/token",
        200,
        "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":3600,\"scope\":\"s\"}");
    google.answer("/oauth2/v1/userinfo", 200, "{\"email\":\"a@b.c\"}");
  }

  @Test
  void codeOfTheCallbackBecomesAnAccountInAFile() throws Exception {
    grantTokens();
    try (var login = login()) {
      var asked = query(login.page());
      var page = visit(login, "/oauth2callback?code=c%2F1&state=" + asked.get("state"));
      var granted = login.await(LONG);
      var kept = enrolments.keep("gemini_cli", granted, Optional.empty(), _ -> {});

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(asked)
          .containsEntry("code_challenge_method", "S256")
          .containsEntry("response_type", "code")
          .containsEntry("client_id", "client-1")
          .containsEntry("redirect_uri", login.redirect().toString());
      assertThat(asked.get("state")).hasSizeGreaterThanOrEqualTo(43);
      var form = google.asked("/token").getFirst().form();
      assertThat(form).containsEntry("code", "c/1").containsEntry("client_secret", "canary-secret");
      assertThat(Pkce.challenge(form.get("code_verifier"))).isEqualTo(asked.get("code_challenge"));
      assertThat(login.page().toString()).doesNotContain(form.get("code_verifier"));
      assertThat(granted.expiresAt()).contains(clock.instant().plusSeconds(3600));
      assertThat(kept.problem()).isEmpty();
      assertThat(enrolments.folder().list().getFirst().account().orElseThrow().attribute("email"))
          .contains("a@b.c");
    }
  }

  @Test
  void callbacksOfOthersAreRefusedAndTheLoginGoesOn() throws Exception {
    grantTokens();
    try (var login = login()) {
      String state = query(login.page()).get("state");

      assertThat(visit(login, "/oauth2callback?code=x&state=other").statusCode()).isEqualTo(400);
      assertThat(visit(login, "/oauth2callback?code=x").statusCode()).isEqualTo(400);
      assertThat(visit(login, "/oauth2callback?state=" + state).statusCode()).isEqualTo(400);
      assertThat(visit(login, "/oauth2callback?error=access_denied").statusCode()).isEqualTo(400);
      assertThat(visit(login, "/elsewhere?code=x&state=" + state).statusCode()).isEqualTo(404);
      assertThat(visit(login, "/oauth2callback?code=right&state=" + state).statusCode())
          .isEqualTo(200);

      assertThat(login.await(LONG).accessToken()).isEqualTo(Secret.of("at"));
      assertThat(google.asked("/token")).hasSize(1);
      assertThat(google.asked("/token").getFirst().form()).containsEntry("code", "right");
    }
  }

  @Test
  void userWhoRefusesEndsTheLogin() throws Exception {
    try (var login = login()) {
      String state = query(login.page()).get("state");
      visit(login, "/oauth2callback?error=access_denied&state=" + state);

      assertThatThrownBy(() -> login.await(LONG))
          .isInstanceOf(LoginException.class)
          .hasMessage("the login was refused in the browser");
    }
  }

  @Test
  void errorOfThePageIsTold() throws Exception {
    try (var login = login()) {
      String state = query(login.page()).get("state");
      visit(
          login,
          "/oauth2callback?error=invalid_scope&error_description="
              + encoded("no such scope")
              + "&state="
              + state);

      assertThatThrownBy(() -> login.await(LONG))
          .hasMessage("the login failed: invalid_scope, no such scope");
    }
  }

  @Test
  void codeThatTheProviderRefusesIsTold() throws Exception {
    google.answer("/token", 400, "{\"error\":\"invalid_grant\",\"error_description\":\"expired\"}");
    try (var login = login()) {
      visit(login, "/oauth2callback?code=c&state=" + query(login.page()).get("state"));

      assertThatThrownBy(() -> login.await(LONG))
          .hasMessageContaining("status 400, invalid_grant, expired");
    }
  }

  @Test
  void providerThatQuotesWhatItRefusesRevealsNothing() throws Exception {
    google.answer(
        "/token",
        asked ->
            ScriptedServer.Said.json(
                400,
                "{\"error\":\"invalid_request\",\"error_description\":\"bad: "
                    + asked.form().get("client_secret")
                    + " "
                    + asked.form().get("code")
                    + " "
                    + asked.form().get("code_verifier")
                    + "\"}"));
    try (var login = login()) {
      visit(login, "/oauth2callback?code=canary-code&state=" + query(login.page()).get("state"));

      assertThatThrownBy(() -> login.await(LONG))
          .hasMessageEndingWith("bad: [redacted] [redacted] [redacted]");
    }
  }

  @Test
  void addressIsPastedWhereNoCallbackComes() throws Exception {
    grantTokens();
    try (var login = enrolments.browser(way(), OptionalInt.of(8085), false)) {
      String state = query(login.page()).get("state");

      assertThatThrownBy(() -> login.paste("http://localhost:8085/oauth2callback?code=c&state=x"))
          .isInstanceOf(LoginException.class)
          .hasMessageContaining("its state is another");
      assertThatThrownBy(() -> login.paste("hello")).hasMessageContaining("has no code");
      login.paste("  http://localhost:8085/oauth2callback?code=c&state=" + state + "#top ");

      assertThat(login.await(LONG).accessToken()).isEqualTo(Secret.of("at"));
    }
  }

  @Test
  void nobodyCameInTime() throws Exception {
    try (var login = login()) {
      assertThatThrownBy(() -> login.await(Duration.ofMillis(20)))
          .isInstanceOf(LoginException.class)
          .hasMessageContaining("nobody logged in");
    }
  }

  @Test
  void takenPortIsToldWithTheMend() throws Exception {
    try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(
              () -> enrolments.browser(way(), OptionalInt.of(taken.getLocalPort()), true))
          .hasMessageContaining("port " + taken.getLocalPort() + " of this machine is taken")
          .hasMessageContaining("choose another");
    }
  }
}
