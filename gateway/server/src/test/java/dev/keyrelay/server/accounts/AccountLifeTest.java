package dev.keyrelay.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.account.Exports;
import dev.keyrelay.spi.Credential.OAuthAccount;
import dev.keyrelay.spi.kit.ScriptedServer.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts from start to end, over real HTTP: refresh, refusals, sign-up, ranks, moves. */
class AccountLifeTest {

  private static final String GEMINI = "gemini_cli/gemini-2.5-pro";
  private static final Map<String, String> LAZY = Map.of("SKIP_OAUTH_INIT_CHECK", "true");

  @TempDir private Path home;
  private Vendors vendors;

  @BeforeEach
  void start() {
    vendors = Scripts.answering(new Vendors()).rotatingTokens("/token");
  }

  @AfterEach
  void stop() {
    vendors.close();
  }

  private AccountGateway gateway(Map<String, String> variables) {
    return new AccountGateway(vendors, home, variables);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String expired(String name) {
    return Accounts.google(name, "PRO", Instant.EPOCH.plusSeconds(1));
  }

  @Test
  void fiftyRequestsAtOnceWithAnExpiredTokenRefreshItOnce() throws Exception {
    Accounts.file(home, "gemini_cli", 1, expired("a"));
    try (var gateway = gateway(LAZY);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<HttpResponse<String>>>();
      for (int i = 0; i < 50; i++) {
        answers.add(threads.submit(() -> gateway.chat(GEMINI)));
      }
      for (var answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    }
    assertThat(vendors.asked("/token")).hasSize(1);
    assertThat(vendors.asked(Scripts.GENERATE))
        .hasSize(50)
        .allSatisfy(asked -> assertThat(Vendors.bearer(asked)).isEqualTo("at-rt-a"));
  }

  @Test
  void rotatedTokenIsInTheFileBeforeItIsUsed() {
    var file = Accounts.file(home, "gemini_cli", 1, expired("a"));
    var seen = new ArrayList<String>();
    vendors.on(
        Scripts.GENERATE,
        _ -> {
          seen.add(read(file));
          return Said.json(
              200,
              "{\"response\":{\"candidates\":[{\"content\":{\"parts\":"
                  + "[{\"text\":\"x\"}]},\"finishReason\":\"STOP\"}]}}");
        });
    try (var gateway = gateway(LAZY)) {
      assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(200);
    }
    assertThat(seen).singleElement().asString().contains("\"rt-ax\"").contains("a@b.c");
  }

  @Test
  void expiringTokensAreRefreshedWithoutARequest() {
    Accounts.file(home, "gemini_cli", 1, expired("a"));
    Accounts.file(home, "gemini_cli", 2, Accounts.google("b", "PRO"));
    try (var _ = gateway(Map.of())) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(read(home.resolve("oauth_creds/gemini_cli_oauth_1.json")))
                      .contains("at-rt-a"));
    }
    assertThat(vendors.asked("/token")).hasSize(1);
  }

  @Test
  void tokenThatUpstreamRefusesIsRefreshedOnceAndTheSameAttemptRepeated() {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "PRO"));
    refuse("at-a");
    try (var gateway = gateway(LAZY)) {
      String before = stableId(gateway);
      var answer = gateway.chat(GEMINI);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("x-keyrelay-attempts")).contains("1");
      assertThat(vendors.asked("/token")).hasSize(1);
      assertThat(stableId(gateway)).isEqualTo(before);
      assertThat(credential(gateway).path("requests").asInt()).isEqualTo(1);
    }
  }

  /** Upstream answers 401 to a token, and serves every other. */
  private void refuse(String token) {
    vendors.on(
        Scripts.GENERATE,
        asked ->
            Vendors.bearer(asked).equals(token)
                ? Said.json(401, "{\"error\":{\"code\":401,\"message\":\"bad " + token + "\"}}")
                : Said.json(
                    200,
                    "{\"response\":{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]},"
                        + "\"finishReason\":\"STOP\"}]}}"));
  }

  private static JsonNode credential(AccountGateway gateway) {
    return gateway.json("/v1/quota-stats").at("/providers/gemini_cli/credentials/0");
  }

  private static String stableId(AccountGateway gateway) {
    return credential(gateway).path("stable_id").asText();
  }

  @Test
  void freshTokenThatIsRefusedTooIsTheCredentialsFault() {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "PRO"));
    vendors.on(Scripts.GENERATE, 401, "{\"error\":{\"code\":401,\"message\":\"no\"}}");
    try (var gateway = gateway(LAZY)) {
      assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(502);
      assertThat(vendors.asked("/token")).hasSize(1);
      assertThat(vendors.asked(Scripts.GENERATE)).hasSize(2);
    }
  }

  @Test
  void accountThatMustLogInIsShownLeftOutAndNotAskedForAgain() {
    Accounts.file(home, "gemini_cli", 1, expired("a"));
    Accounts.file(home, "gemini_cli", 2, Accounts.google("b", "PRO"));
    vendors.on("/token", 400, "{\"error\":\"invalid_grant\",\"error_description\":\"revoked\"}");
    try (var gateway = gateway(LAZY)) {
      for (int i = 0; i < 3; i++) {
        assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(200);
      }

      assertThat(vendors.asked("/token")).hasSize(1);
      assertThat(vendors.asked(Scripts.GENERATE))
          .allSatisfy(asked -> assertThat(Vendors.bearer(asked)).isEqualTo("at-b"));
      var health = gateway.json("/health").path("needs_login");
      assertThat(health).hasSize(1);
      assertThat(health.at("/0/name").asText()).isEqualTo("gemini_cli_oauth_1.json");
      assertThat(health.at("/0/reason").asText()).contains("invalid_grant, revoked; log in again");
      assertThat(credential(gateway).path("status").asText()).isEqualTo("needs_login");
      assertThat(credential(gateway).path("needs_login").asText()).contains("log in again");
    }
  }

  @Test
  void withoutAnyAccountThatIsLoggedInTheClientIsTold() {
    Accounts.file(home, "gemini_cli", 1, expired("a"));
    vendors.on("/token", 400, "{\"error\":\"invalid_grant\"}");
    try (var gateway = gateway(LAZY)) {
      assertThat(gateway.chat(GEMINI).body()).contains("needs_login");
      var later = gateway.chat(GEMINI);
      assertThat(later.statusCode()).isEqualTo(502);
      assertThat(later.body()).contains("needs_login");
      assertThat(vendors.asked("/token")).hasSize(1);
    }
  }

  @Test
  void identityProviderThatIsDownCostsNoLogin() {
    Accounts.file(home, "gemini_cli", 1, expired("a"));
    vendors.on("/token", 503, "{}");
    try (var gateway = gateway(Map.of("SKIP_OAUTH_INIT_CHECK", "true", "COOLDOWN_HINT_MAX", "1"))) {
      assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(502);
      assertThat(gateway.json("/health").path("needs_login")).isEmpty();
      vendors.rotatingTokens("/token");
      await().atMost(Duration.ofSeconds(30)).until(() -> gateway.chat(GEMINI).statusCode() == 200);
    }
  }

  @Test
  void newAccountIsSignedUpBeforeItsFirstUse() {
    Accounts.file(
        home,
        "gemini_cli",
        1,
        "{\"access_token\":\"at-n\",\"refresh_token\":\"rt-n\",\"expiry_date\":4070908800000,"
            + "\"client_id\":\"c\",\"_proxy_metadata\":{\"email\":\"n@b.c\"}}");
    var polls = new AtomicInteger();
    vendors
        .on(
            "/v1internal:loadCodeAssist",
            200,
            "{\"allowedTiers\":[{\"id\":\"free-tier\",\"isDefault\":true}]}")
        .on(
            "/v1internal:onboardUser",
            _ -> {
              polls.incrementAndGet();
              return Said.json(
                  200,
                  "{\"done\":true,\"response\":{\"cloudaicompanionProject\":{\"id\":\"made\"}}}");
            });
    try (var gateway = gateway(LAZY)) {
      assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(200);
      assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(200);
      assertThat(credential(gateway).path("priority").asInt()).isEqualTo(3);
      assertThat(credential(gateway).path("tier").asText()).isEqualTo("FREE");
    }
    assertThat(polls).hasValue(1);
    assertThat(vendors.asked(Scripts.GENERATE).getFirst().json().path("project").asText())
        .isEqualTo("made");
    assertThat(read(home.resolve("oauth_creds/gemini_cli_oauth_1.json")))
        .contains("\"project_id\" : \"made\"");
  }

  @Test
  void betterTiersAreUsedFirst() {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("free", "FREE"));
    Accounts.file(home, "gemini_cli", 2, Accounts.google("ultra", "ULTRA"));
    try (var gateway = gateway(LAZY)) {
      gateway.chat(GEMINI);
    }
    assertThat(Vendors.bearer(vendors.asked(Scripts.GENERATE).getFirst())).isEqualTo("at-ultra");
  }

  @Test
  void quotaThatUpstreamSaysIsUsedUpIsNotAskedOfAnyMore() {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "PRO"));
    vendors.on(
        "/v1internal:retrieveUserQuota",
        200,
        "{\"buckets\":[{\"modelId\":\"gemini-2.5-pro\",\"tokenType\":\"REQUESTS\",\"resetTime\":\""
            + Instant.now().plus(Duration.ofHours(5))
            + "\"},{\"modelId\":\"gemini-2.5-flash\",\"remainingFraction\":0.5}]}");
    try (var gateway = gateway(LAZY)) {
      gateway.post("/v1/quota-stats", "{\"action\":\"force_refresh\"}");

      assertThat(gateway.chat(GEMINI).statusCode()).isIn(429, 503);
      assertThat(vendors.asked(Scripts.GENERATE)).isEmpty();
      assertThat(gateway.chat("gemini_cli/gemini-2.5-flash").statusCode()).isEqualTo(200);
    }
    assertThat(
            vendors
                .asked("/v1internal:retrieveUserQuota")
                .getFirst()
                .json()
                .path("project")
                .asText())
        .isEqualTo("p-1");
  }

  @Test
  void exportedLinesAloneGiveTheSameAnswersOnAnEmptyMachine() throws Exception {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("g", "PRO"));
    Accounts.file(home, "antigravity", 1, Accounts.google("a", "PRO"));
    Accounts.file(home, "qwen_code", 1, Accounts.qwen("q"));
    Accounts.file(home, "iflow", 1, Accounts.iflow("i"));
    var models =
        List.of(
            GEMINI, "antigravity/claude-sonnet-4.5", "qwen_code/qwen3-coder-plus", "iflow/glm-4.6");
    var before = new ArrayList<String>();
    var numbered = new HashMap<String, String>(LAZY);
    var single = new HashMap<String, String>(LAZY);
    try (var gateway = gateway(LAZY)) {
      models.forEach(model -> before.add(said(gateway, model)));
      gateway
          .engine()
          .enrolments()
          .folder()
          .list()
          .forEach(
              entry -> {
                OAuthAccount account = entry.account().orElseThrow();
                String prefix = entry.provider().toUpperCase(java.util.Locale.ROOT);
                export(prefix, OptionalInt.of(1), account, numbered);
                export(prefix, OptionalInt.empty(), account, single);
              });
    }
    vendors.on(
        "/api/oauth/getUserInfo",
        200,
        "{\"success\":true,\"data\":{\"apiKey\":\"at-i\",\"email\":\"i\"}}");
    Path nowhere = Path.of("/proc/no-such-home");
    for (var variables : List.of(numbered, single)) {
      int asked = vendors.asked().size();
      try (var gateway = new AccountGateway(vendors, nowhere, variables)) {
        var after = models.stream().map(model -> said(gateway, model)).toList();
        assertThat(after).isEqualTo(before);
      }
      assertThat(vendors.asked().stream().skip(asked).map(Vendors::bearer))
          .contains("at-g", "at-a", "at-q", "at-i");
    }
    assertThat(nowhere).doesNotExist();
  }

  private static String said(AccountGateway gateway, String model) {
    var answer = gateway.chat(model);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return AccountGateway.json(answer).at("/choices/0/message").toString();
  }

  /** As a shell or Docker would hand them over. */
  private static void export(
      String prefix, OptionalInt number, OAuthAccount account, Map<String, String> into) {
    for (String line : Exports.lines(prefix, number, account)) {
      int at = line.indexOf('=');
      into.put(line.substring(0, at), line.substring(at + 1).replaceAll("^'|'$", ""));
    }
  }
}
