package dev.keyrelay.providers.geminicli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.AccountPreparation.Ready;
import dev.keyrelay.spi.AccountPreparation.Waiting;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.CredentialRefresh.NeedsLoginException;
import dev.keyrelay.spi.Enrolment.Browser;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.ScriptedServer;
import dev.keyrelay.spi.kit.TestContext;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeminiCliFlowTest {

  private static final URI REDIRECT = URI.create("http://localhost:8085/oauth2callback");

  private final ScriptedServer server = new ScriptedServer();
  private final Provider provider =
      provider(Map.of("OAUTH_CLIENT_ID", "mine", "OAUTH_CLIENT_SECRET", "shh"));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void loginLeadsToAnAccountWithProjectTierAndQuota() throws Exception {
    server
        .answer(
            "/token",
            200,
            """
            {"access_token":"at","refresh_token":"rt","expires_in":3599,"token_type":"Bearer",
             "scope":"s","id_token":"jwt"}\
            """)
        .answer("/oauth2/v1/userinfo", 200, "{\"email\":\"a@b.c\"}")
        .answer("/v1internal:loadCodeAssist", 200, "{\"allowedTiers\":[{\"id\":\"free-tier\"}]}")
        .answer("/v1internal:onboardUser", 200, "{\"name\":\"operations/1\"}")
        .answer(
            "/v1internal/operations/1",
            200,
            "{\"done\":true,\"response\":{\"cloudaicompanionProject\":{\"id\":\"p-1\"}}}")
        .answer(
            "/v1internal:retrieveUserQuota",
            200,
            """
            {"buckets":[
             {"modelId":"gemini-2.5-pro","tokenType":"REQUESTS","remainingFraction":0.5,
              "resetTime":"2026-01-20T08:00:00Z"},
             {"modelId":"gemini-3-pro-preview","tokenType":"REQUESTS",
              "resetTime":"2026-01-20T09:00:00Z"},
             {"modelId":"gemini-2.5-flash","tokenType":"REQUESTS","remainingFraction":1,
              "resetTime":"2026-01-21T09:00:00Z"},
             {"modelId":"gemini-2.5-flash","tokenType":"TOKENS","remainingFraction":0.1}]}\
            """)
        .answer("/token", 400, "{\"error\":\"invalid_grant\"}");
    var browser = (Browser) provider.enrolment().orElseThrow().ways().getFirst();

    assertThat(browser.callbackPort()).isEqualTo(8085);
    assertThat(browser.authorizationPage(REDIRECT, "st", "ch").toString())
        .contains("/o/oauth2/v2/auth?", "access_type=offline", "prompt=consent", "state=st");
    var account = browser.exchange("code", REDIRECT, "verifier").withId("g-1");
    assertThat(account.attribute("email")).contains("a@b.c");

    var preparation = provider.accountPreparation().orElseThrow();
    var waiting = (Waiting) preparation.next(account);
    account = ((Ready) preparation.next(waiting.account())).account();
    assertThat(account.attribute("project_id")).contains("p-1");
    assertThat(preparation.isComplete(account)).isTrue();
    assertThat(provider.rank(account)).hasValue(3);

    var readings = provider.quotaReadings().orElseThrow().read(account);
    assertThat(server.asked("/v1internal:retrieveUserQuota").getFirst().body())
        .isEqualTo("{\"project\":\"p-1\"}");
    assertThat(readings).hasSize(2);
    var flash = readings.getFirst();
    assertThat(flash.subject()).isEqualTo("25-flash");
    assertThat(flash.resetsAt()).isEmpty();
    assertThat(flash.used()).hasValue(0);
    assertThat(flash.limit()).hasValue(1000);
    var pro = readings.getLast();
    assertThat(pro.subject()).isEqualTo("pro");
    assertThat(pro.exhausted()).isTrue();
    assertThat(pro.used()).hasValue(100);
    assertThat(pro.resetsAt()).contains(Instant.parse("2026-01-20T09:00:00Z"));

    var spent = account;
    assertThatThrownBy(() -> provider.credentialRefresh().orElseThrow().refresh(spent))
        .isInstanceOf(NeedsLoginException.class)
        .hasMessageNotContaining("rt")
        .hasMessageContaining("invalid_grant");
  }

  @Test
  void importedFileOfTheVendorsOwnClientRefreshesWithTheConfiguredClient() throws Exception {
    server.answer("/token", 200, "{\"access_token\":\"at2\",\"expires_in\":3599}");
    var imported =
        new OAuthAccount(
            "g-1",
            Secret.of("at"),
            Optional.of(Secret.of("rt")),
            Optional.empty(),
            Map.of(),
            Map.of());

    var fresh = provider.credentialRefresh().orElseThrow().refresh(imported);

    assertThat(fresh.accessToken()).isEqualTo(Secret.of("at2"));
    assertThat(server.asked("/token").getFirst().form()).containsEntry("client_id", "mine");
  }

  @Test
  void loginWithoutAClientNamesTheVariable() {
    var browser = (Browser) provider(Map.of()).enrolment().orElseThrow().ways().getFirst();

    assertThatThrownBy(() -> browser.authorizationPage(REDIRECT, "s", "c"))
        .hasMessageContaining("GEMINI_CLI_OAUTH_CLIENT_ID: not set");
  }

  @Test
  void callbackPortIsTheUsersToChange() {
    var browser =
        (Browser)
            provider(Map.of("OAUTH_PORT", "9000")).enrolment().orElseThrow().ways().getFirst();

    assertThat(browser.callbackPort()).isEqualTo(9000);
  }

  private Provider provider(Map<String, String> settings) {
    var all = new HashMap<>(settings);
    all.put("OAUTH_BASE", server.uri("").toString());
    all.put("API_BASE", server.uri("").toString());
    return new GeminiCliFactory().create(TestContext.of("gemini_cli", all, new PlainSideHttp()));
  }
}
