package dev.keyrelay.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.kit.ScriptedServer.Said;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clocks that do not agree: the one that wrote an account's file, the identity provider's, ours.
 * What counts is how long a token is good for, by our clock, and what upstream says of it.
 */
class ClockSkewTest {

  private static final String GEMINI = "gemini_cli/gemini-2.5-pro";
  private static final String QWEN = "qwen_code/qwen3-coder-plus";
  private static final String QWEN_TOKEN = "/api/v1/oauth2/token";
  private static final Map<String, String> LAZY = Map.of("SKIP_OAUTH_INIT_CHECK", "true");
  private static final int REQUESTS = 4;

  @TempDir private Path home;
  private Vendors vendors;

  @BeforeEach
  void start() {
    vendors = Scripts.answering(new Vendors()).rotatingTokens("/token").rotatingTokens(QWEN_TOKEN);
  }

  @AfterEach
  void stop() {
    vendors.close();
  }

  /** Chats a few times; every request must be served. */
  private void served(String model) {
    try (var gateway = new AccountGateway(vendors, home, LAZY)) {
      for (int i = 0; i < REQUESTS; i++) {
        var answer = gateway.chat(model);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
    }
  }

  /** Upstream takes the tokens of a refresh alone. */
  private void refuseOldTokens() {
    var answer = vendors.script(Scripts.GENERATE);
    vendors.on(
        Scripts.GENERATE,
        asked ->
            Vendors.bearer(asked).startsWith("at-rt-")
                ? answer.apply(asked)
                : Said.json(401, "{\"error\":{\"code\":401,\"message\":\"expired\"}}"));
  }

  @Test
  void aFileThatCallsADeadTokenValidCostsOneRefusalAndOneRefresh() throws Exception {
    Path file = Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "PRO"));
    refuseOldTokens();
    served(GEMINI);
    assertThat(vendors.asked("/token")).hasSize(1);
    assertThat(vendors.asked(Scripts.GENERATE)).hasSize(REQUESTS + 1);
    assertThat(Files.readString(file)).contains("at-rt-a").doesNotContain("4070908800000");
  }

  @Test
  void aFileThatCallsALiveTokenExpiredCostsOneRefreshAndNoRefusal() {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "PRO", Instant.EPOCH));
    served(GEMINI);
    assertThat(vendors.asked("/token")).hasSize(1);
    assertThat(vendors.asked(Scripts.GENERATE)).hasSize(REQUESTS);
  }

  @Test
  void tokensLastAsLongAsTheProviderSaysByOurClockWhateverTimeItHas() throws Exception {
    Path file = Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "PRO", Instant.EPOCH));
    // The provider's clock is years behind, as its header, its own end and its id token say.
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"iat\":10,\"exp\":20}".getBytes(StandardCharsets.UTF_8));
    vendors.on(
        "/token",
        _ ->
            new Said(
                200,
                Map.of("Content-Type", "application/json", "Date", "Thu, 01 Jan 1970 00:00:10 GMT"),
                "{\"access_token\":\"at-rt-a\",\"expires_in\":3600,\"expires_at\":3610,"
                    + "\"expiry_date\":3610000,\"id_token\":\"e30."
                    + claims
                    + ".c2ln\"}"));
    Instant before = Instant.now();
    served(GEMINI);
    assertThat(vendors.asked("/token")).hasSize(1);
    long end =
        dev.keyrelay.spi.JsonBody.MAPPER.readTree(file.toFile()).path("expiry_date").asLong();
    assertThat(Instant.ofEpochMilli(end))
        .isBetween(before.plusSeconds(3590), before.plus(Duration.ofMinutes(75)));
  }

  @Test
  void aTokenThatEndsBeforeItsRefreshIsDueIsUsedAndNotRefreshedForEachRequest() {
    Accounts.file(
        home,
        "qwen_code",
        1,
        Accounts.qwen("a").replaceFirst("\"expiry_date\":\\d+", "\"expiry_date\":1"));
    vendors.on(
        QWEN_TOKEN,
        200,
        "{\"access_token\":\"at-b\",\"refresh_token\":\"rt-b\",\"expires_in\":60}");
    served(QWEN);
    assertThat(vendors.asked(QWEN_TOKEN)).hasSize(1);
    assertThat(vendors.asked(Scripts.QWEN)).hasSize(REQUESTS);
  }

  @Test
  void aTokenWithoutAnEndIsGoodUntilUpstreamRefusesIt() {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "PRO", Instant.EPOCH));
    vendors.on("/token", 200, "{\"access_token\":\"at-rt-a\"}");
    served(GEMINI);
    assertThat(vendors.asked("/token")).hasSize(1);
  }
}
