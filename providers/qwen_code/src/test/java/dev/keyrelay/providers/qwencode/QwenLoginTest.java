package dev.keyrelay.providers.qwencode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.spi.CredentialRefresh.NeedsLoginException;
import dev.keyrelay.spi.Enrolment.Device;
import dev.keyrelay.spi.Enrolment.Granted;
import dev.keyrelay.spi.Enrolment.Pending;
import dev.keyrelay.spi.Enrolment.SlowDown;
import dev.keyrelay.spi.Provider;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.kit.PlainSideHttp;
import dev.keyrelay.spi.kit.ScriptedServer;
import dev.keyrelay.spi.kit.TestContext;
import dev.keyrelay.spi.oauth.Pkce;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QwenLoginTest {

  private static final String DEVICE = "/api/v1/oauth2/device/code";
  private static final String TOKEN = "/api/v1/oauth2/token";

  private final ScriptedServer server = new ScriptedServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void deviceLoginLeadsToAnAccountThatRefreshes() throws Exception {
    server
        .answer(
            DEVICE,
            200,
            """
            {"device_code":"dc","user_code":"AB","verification_uri":"https://chat.qwen.ai/authorize",
             "verification_uri_complete":"https://chat.qwen.ai/authorize?user_code=AB",
             "expires_in":900}\
            """)
        .answer(TOKEN, 400, "{\"error\":\"authorization_pending\"}")
        .answer(TOKEN, 429, "{\"error\":\"slow_down\"}")
        .answer(
            TOKEN,
            200,
            """
            {"access_token":"at","refresh_token":"rt","token_type":"Bearer",
             "resource_url":"portal.qwen.ai","expires_in":21600}\
            """)
        .answer(
            TOKEN, 200, "{\"access_token\":\"at2\",\"refresh_token\":\"rt2\",\"expires_in\":21600}")
        .answer(TOKEN, 400, "{\"error\":\"invalid_grant\"}");
    var provider = provider(Map.of("OAUTH_CLIENT_ID", "mine"));
    var device = device(provider);
    var pkce = Pkce.of(new SecureRandom());

    var login = device.start(pkce.challenge());
    String verifier = pkce.verifier().reveal();
    assertThat(device.poll(login, verifier)).isEqualTo(new Pending());
    assertThat(device.poll(login, verifier)).isEqualTo(new SlowDown());
    var account = ((Granted) device.poll(login, verifier)).account();

    assertThat(server.asked(DEVICE).getFirst().form())
        .containsEntry("client_id", "mine")
        .containsEntry("scope", "openid profile email model.completion");
    assertThat(Pkce.challenge(server.asked(TOKEN).getLast().form().get("code_verifier")))
        .isEqualTo(server.asked(DEVICE).getFirst().form().get("code_challenge"));
    assertThat(account.attribute("resource_url")).contains("portal.qwen.ai");

    var refresh = provider.credentialRefresh().orElseThrow();
    var fresh = refresh.refresh(account.withId("qwen-1"));
    assertThat(fresh.id()).isEqualTo("qwen-1");
    assertThat(fresh.refreshToken()).contains(Secret.of("rt2"));
    assertThat(fresh.attribute("resource_url")).contains("portal.qwen.ai");
    assertThatThrownBy(() -> refresh.refresh(fresh)).isInstanceOf(NeedsLoginException.class);
    assertThat(server.asked(TOKEN).getLast().form()).containsEntry("refresh_token", "rt2");
  }

  @Test
  void loginWithoutAClientNamesTheVariable() {
    assertThatThrownBy(() -> device(provider(Map.of())).start("challenge"))
        .hasMessageContaining("QWEN_CODE_OAUTH_CLIENT_ID");
    assertThat(server.asked()).isEmpty();
  }

  private Provider provider(Map<String, String> settings) {
    var all = new java.util.HashMap<>(settings);
    all.put("OAUTH_BASE", server.uri("").toString());
    return new QwenCodeFactory().create(TestContext.of("qwen_code", all, new PlainSideHttp()));
  }

  private static Device device(Provider provider) {
    return provider.enrolment().orElseThrow().ways().stream()
        .filter(Device.class::isInstance)
        .map(Device.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
