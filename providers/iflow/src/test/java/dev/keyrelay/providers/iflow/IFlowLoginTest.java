package dev.keyrelay.providers.iflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.AccountPreparation;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Enrolment.Browser;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.ScriptedServer;
import dev.keyrelay.spi.kit.TestContext;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IFlowLoginTest {

  private static final URI REDIRECT = URI.create("http://localhost:11451/oauth2callback");
  private static final String TOKEN = "/oauth/token";
  private static final String USER = "/api/oauth/getUserInfo";
  private static final String GRANT =
      "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"expires_in\":3600}";
  private static final String OWNER =
      "{\"success\":true,\"data\":{\"apiKey\":\"sk-1\",\"email\":\"a@b.c\"}}";

  private final ScriptedServer server = new ScriptedServer();
  private final Provider provider =
      new IFlowFactory()
          .create(
              TestContext.of(
                  "iflow",
                  Map.of(
                      "OAUTH_BASE", server.uri("").toString(),
                      "OAUTH_CLIENT_ID", "mine",
                      "OAUTH_CLIENT_SECRET", "shh"),
                  new PlainSideHttp()));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void pageHasTheVendorsParametersAndOurState() {
    assertThat(browser().authorizationPage(REDIRECT, "st", "challenge").toString())
        .isEqualTo(
            server.uri("/oauth")
                + "?loginMethod=phone&type=phone"
                + "&redirect=http%3A%2F%2Flocalhost%3A11451%2Foauth2callback"
                + "&state=st&client_id=mine");
    assertThat(browser().callbackPort()).isEqualTo(11_451);
  }

  @Test
  void loginYieldsTheKeyInASecondStep() throws Exception {
    server.answer(TOKEN, 200, GRANT).answer(USER, 200, OWNER);

    var account = browser().exchange("code", REDIRECT, "verifier");

    var asked = server.asked(TOKEN).getFirst();
    assertThat(asked.headers().first("Authorization")).contains("Basic bWluZTpzaGg=");
    assertThat(asked.form()).doesNotContainKey("code_verifier").containsEntry("code", "code");
    assertThat(server.asked(USER).getFirst().query()).containsEntry("accessToken", "at");
    assertThat(account.secret("api_key")).contains(Secret.of("sk-1"));
    assertThat(account.attribute("email")).contains("a@b.c");
  }

  @Test
  void failedSecondStepNamesNoToken() {
    server.answer(TOKEN, 200, GRANT).answer(USER, 500, "no");

    assertThatThrownBy(() -> browser().exchange("code", REDIRECT, "verifier"))
        .isInstanceOf(IOException.class)
        .hasMessage("iFlow user info: status 500 (expected: 200)");
  }

  @Test
  void refreshFetchesTheKeyAgain() throws Exception {
    server
        .answer(TOKEN, 200, GRANT)
        .answer(USER, 200, OWNER)
        .answer(TOKEN, 200, "{\"success\":true,\"data\":" + GRANT.replace("at", "at2") + "}")
        .answer(USER, 200, OWNER.replace("sk-1", "sk-2"));
    var account = browser().exchange("code", REDIRECT, "verifier").withId("iflow-1");

    var fresh = provider.credentialRefresh().orElseThrow().refresh(account);

    assertThat(fresh.id()).isEqualTo("iflow-1");
    assertThat(fresh.secret("api_key")).contains(Secret.of("sk-2"));
  }

  @Test
  void refreshKeepsTheNewTokenWhenOnlyTheSecondStepFails() throws Exception {
    server
        .answer(TOKEN, 200, GRANT)
        .answer(USER, 200, OWNER)
        .answer(TOKEN, 200, "{\"access_token\":\"x\",\"refresh_token\":\"rt2\"}")
        .answer(USER, 502, "");
    var account = browser().exchange("code", REDIRECT, "verifier");

    var fresh = provider.credentialRefresh().orElseThrow().refresh(account);

    assertThat(fresh.refreshToken()).contains(Secret.of("rt2"));
    assertThat(fresh.secret("api_key")).contains(Secret.of("sk-1"));
  }

  @Test
  void accountWithoutItsKeyFetchesItBeforeFirstUse() throws Exception {
    server.answer(TOKEN, 200, GRANT).answer(USER, 200, OWNER).answer(USER, 200, OWNER);
    var complete = browser().exchange("code", REDIRECT, "verifier");
    var account =
        new Credential.OAuthAccount(
            "iflow-1",
            complete.accessToken(),
            complete.refreshToken(),
            complete.expiresAt(),
            Map.of(),
            Map.of());
    var preparation = provider.accountPreparation().orElseThrow();

    assertThat(preparation.isComplete(complete)).isTrue();
    assertThat(preparation.isComplete(account)).isFalse();
    var ready = (AccountPreparation.Ready) preparation.next(account);
    assertThat(ready.account().secret("api_key")).contains(Secret.of("sk-1"));
    assertThat(ready.account().id()).isEqualTo("iflow-1");
  }

  private Browser browser() {
    return provider.enrolment().orElseThrow().ways().stream()
        .filter(Browser.class::isInstance)
        .map(Browser.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
