package dev.keyrelay.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.spi.kit.ScriptedServer.Said;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that come to a running gateway's folder, and leave it: real files, real HTTP. */
class LiveCredentialsTest {

  private static final String GEMINI = "gemini_cli/gemini-2.5-pro";
  private static final String CHAT = "/openai/v1/chat/completions";
  private static final String ANSWER =
      "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":["
          + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"yes\"},"
          + "\"finish_reason\":\"stop\"}]}";

  @TempDir private Path home;
  private Vendors vendors;

  @BeforeEach
  void start() {
    vendors = Scripts.answering(new Vendors()).rotatingTokens("/token").on(CHAT, 200, ANSWER);
  }

  @AfterEach
  void stop() {
    vendors.close();
  }

  private AccountGateway gateway(String... variables) {
    var more = new java.util.HashMap<String, String>();
    more.put("OPENAI_API_BASE", vendors.base() + "/openai/v1");
    for (int i = 0; i < variables.length; i += 2) {
      more.put(variables[i], variables[i + 1]);
    }
    return new AccountGateway(vendors, home, more);
  }

  private void env(String... lines) throws IOException {
    Path draft = home.resolve("env.draft");
    Files.writeString(draft, String.join("\n", lines) + "\n");
    Files.move(draft, home.resolve(".env"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private static void until(org.awaitility.core.ThrowingRunnable holds) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(holds);
  }

  private static int credentials(AccountGateway gateway, String provider) {
    return gateway.json("/health").at("/providers/" + provider + "/credentials").asInt();
  }

  @Test
  void firstAccountOfAProviderServesWithoutARestartAndIsRefusedOnceItsFileIsGone()
      throws Exception {
    try (var gateway = gateway("OPENAI_API_KEY", "sk-openai")) {
      assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(400);
      Path file = Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "PRO"));
      until(() -> assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(200));
      assertThat(Vendors.bearer(vendors.asked(Scripts.GENERATE).getLast())).isEqualTo("at-a");

      Files.delete(file);
      until(
          () -> {
            HttpResponse<String> refused = gateway.chat(GEMINI);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("no_credential_configured");
          });
      assertThat(gateway.json("/v1/quota-stats").at("/providers/gemini_cli").isMissingNode())
          .isTrue();
    }
  }

  @Test
  void furtherAccountServesBesideTheFirstWhichKeepsItsUsage() {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("free", "FREE"));
    try (var gateway = gateway()) {
      assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(200);

      Accounts.file(home, "gemini_cli", 2, Accounts.google("ultra", "ULTRA"));
      until(() -> assertThat(credentials(gateway, "gemini_cli")).isEqualTo(2));
      assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(200);

      assertThat(vendors.asked(Scripts.GENERATE).stream().map(Vendors::bearer))
          .containsExactly("at-free", "at-ultra");
      var stats = gateway.json("/v1/quota-stats").at("/providers/gemini_cli/credentials");
      assertThat(stats).hasSize(2);
      assertThat(stats).allSatisfy(one -> assertThat(one.path("requests").asInt()).isOne());
    }
  }

  @Test
  void keysOfTheEnvFileComeAndGo() throws Exception {
    try (var gateway = gateway("OPENAI_API_KEY_1", "sk-one")) {
      assertThat(gateway.chat("openai/m").statusCode()).isEqualTo(200);

      env("OPENAI_API_KEY_2=sk-two");
      until(() -> assertThat(credentials(gateway, "openai")).isEqualTo(2));

      env("# nothing");
      until(() -> assertThat(credentials(gateway, "openai")).isEqualTo(1));
      assertThat(gateway.chat("openai/m").statusCode()).isEqualTo(200);
      assertThat(Vendors.bearer(vendors.asked(CHAT).getLast())).isEqualTo("sk-one");
    }
  }

  @Test
  void aliasesAndFiltersOfTheEnvFileAreTakenUp() throws Exception {
    try (var gateway = gateway("OPENAI_API_KEY_1", "sk-one")) {
      env("MODEL_ROUTE_FAST=openai/m", "IGNORE_MODELS_OPENAI=secret*");
      until(() -> assertThat(gateway.chat("fast").statusCode()).isEqualTo(200));
      assertThat(gateway.chat("openai/secret-1").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void attemptOfACredentialThatGoesEndsAsUsual() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    vendors.on(
        CHAT,
        _ -> {
          begun.countDown();
          try {
            go.await(60, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Said.json(200, ANSWER);
        });
    env("OPENAI_API_KEY_1=sk-one");
    try (var gateway = gateway()) {
      var answer = CompletableFuture.supplyAsync(() -> gateway.chat("openai/m"));
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      env("# nothing");
      until(() -> assertThat(credentials(gateway, "openai")).isZero());
      assertThat(gateway.chat("openai/m").statusCode()).isEqualTo(400);
      go.countDown();
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void accountThatLogsInAgainServesWithoutARequestTryingIt() {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("a", "PRO", Instant.EPOCH.plusSeconds(1)));
    vendors.on("/token", 400, "{\"error\":\"invalid_grant\"}");
    try (var gateway = gateway()) {
      until(() -> assertThat(gateway.json("/health").path("needs_login")).hasSize(1));

      String login = Accounts.google("a", "PRO");
      Accounts.file(home, "gemini_cli", 1, login.replace("at-a", "at-2").replace("rt-a", "rt-2"));
      until(() -> assertThat(gateway.json("/health").path("needs_login")).isEmpty());
      assertThat(gateway.chat(GEMINI).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void newAccountIsPreparedBeforeARequestWantsIt() throws Exception {
    vendors.on(
        "/v1internal:loadCodeAssist",
        200,
        "{\"currentTier\":{\"id\":\"standard-tier\"},\"cloudaicompanionProject\":\"mine\"}");
    try (var _ = gateway("OPENAI_API_KEY_1", "sk-one")) {
      Path file =
          Accounts.file(
              home,
              "gemini_cli",
              1,
              "{\"access_token\":\"at-n\",\"refresh_token\":\"rt-n\",\"expiry_date\":"
                  + "4070908800000,\"client_id\":\"c\",\"_proxy_metadata\":{\"email\":\"n@b.c\"}}");
      until(() -> assertThat(Files.readString(file)).contains("mine"));
    }
  }

  @Test
  void disabledCredentialThatReturnsIsStillDisabled() throws Exception {
    env("OPENAI_API_KEY_1=sk-one", "OPENAI_API_KEY_2=sk-two");
    try (var gateway = gateway()) {
      var first = gateway.json("/v1/quota-stats").at("/providers/openai/credentials/0/stable_id");
      gateway.post("/v1/admin/credentials/openai/" + first.asText() + "/disable", "{}");
      env("OPENAI_API_KEY_2=sk-two");
      until(() -> assertThat(credentials(gateway, "openai")).isEqualTo(1));
      env("OPENAI_API_KEY_1=sk-one", "OPENAI_API_KEY_2=sk-two");
      until(() -> assertThat(credentials(gateway, "openai")).isEqualTo(2));
      gateway.chat("openai/m");
      assertThat(vendors.asked(CHAT)).hasSize(1);
      assertThat(Vendors.bearer(vendors.asked(CHAT).getFirst())).isEqualTo("sk-two");
    }
  }
}
