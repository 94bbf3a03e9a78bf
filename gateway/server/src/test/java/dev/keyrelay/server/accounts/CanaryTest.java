package dev.keyrelay.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.credential.MasterKey;
import dev.keyrelay.spi.kit.ScriptedServer.Said;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets with a canary in them, in every place, and vendors that quote them: none gets out. */
class CanaryTest {

  private static final String CANARY = "canary";
  private static final List<String> MODELS =
      List.of(
          "gemini_cli/gemini-2.5-pro",
          "antigravity/claude-sonnet-4.5",
          "qwen_code/qwen3-coder-plus",
          "iflow/glm-4.6",
          "openai/gpt-test");

  @TempDir private Path home;
  private final Vendors vendors = new Vendors();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private PrintStream out = System.out;
  private PrintStream err = System.err;

  @BeforeEach
  void listen() {
    out = System.out;
    err = System.err;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(out);
    System.setErr(err);
    vendors.close();
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Accounts whose every secret has the canary; tokens have ended, so that each is refreshed. */
  private static String account(String name) {
    return "{\"access_token\":\"canary-access-"
        + name
        + "\",\"refresh_token\":\"canary-refresh-"
        + name
        + "\",\"id_token\":\"canary-id-"
        + name
        + "\",\"client_id\":\"client\",\"client_secret\":\"canary-client-secret\",\"cookie\":"
        + "\"canary-cookie\",\"api_key\":\"canary-api-key-"
        + name
        + "\",\"expiry_date\":1000,\"_proxy_metadata\":{\"email\":\""
        + name
        + "@b.c\",\"project_id\":\"p\",\"tier\":\"PRO\"}}";
  }

  private Map<String, String> variables() {
    var variables = new HashMap<String, String>();
    variables.put("OPENAI_API_KEY_1", "sk-canary-openai-0123456789");
    variables.put("OPENAI_API_BASE", vendors.base() + "/openai/v1");
    variables.put("GEMINI_CLI_OAUTH_CLIENT_SECRET", "canary-configured-secret");
    variables.put("QWEN_CODE_1_ACCESS_TOKEN", "canary-variable-access");
    variables.put("QWEN_CODE_1_REFRESH_TOKEN", "canary-variable-refresh");
    variables.put("QWEN_CODE_1_EXPIRY_DATE", "1000");
    variables.put("GEMINI_API_KEY_X Y", "canary-odd");
    variables.put("UNHEARD_API_KEY", "canary-unheard");
    variables.put("KEYRELAY_LOG_LEVEL", "debug");
    variables.put("ENABLE_REQUEST_LOGGING", "true");
    variables.put("ENABLE_RAW_LOGGING", "true");
    variables.put("COOLDOWN_LOCKOUT", "1");
    return variables;
  }

  /** Quotes the whole question: headers and body. */
  private void quoting(int status) {
    for (String path :
        List.of(
            "/token",
            "/api/v1/oauth2/token",
            "/oauth/token",
            "/api/oauth/getUserInfo",
            "/v1internal:loadCodeAssist",
            "/v1internal:retrieveUserQuota",
            "/v1internal:fetchAvailableModels",
            Scripts.GENERATE,
            Scripts.STREAM,
            Scripts.QWEN,
            Scripts.IFLOW,
            "/openai/v1/chat/completions",
            "/openai/v1/models")) {
      vendors.on(
          path,
          asked -> {
            String quoted =
                asked.headers().first("Authorization").orElse("")
                    + " "
                    + String.join(" ", asked.form().values())
                    + " "
                    + String.join(" ", asked.query().values());
            String text = quoted.replaceAll("[^A-Za-z0-9 _.-]", "");
            return Said.json(
                status,
                "{\"error\":{\"message\":\"refused: "
                    + text
                    + "\",\"code\":"
                    + status
                    + "},\"error_description\":\""
                    + text
                    + "\"}");
          });
    }
  }

  private void useEverything(AccountGateway gateway, StringBuilder told) {
    for (String model : MODELS) {
      told.append(gateway.chat(model).body());
      told.append(
          gateway
              .post(
                  "/v1/messages",
                  "{\"model\":\""
                      + model
                      + "\",\"max_tokens\":10,\"stream\":true,\"messages\":[{\"role\":\"user\","
                      + "\"content\":\"Hi\"}]}")
              .body());
    }
    told.append(gateway.post("/v1/quota-stats", "{\"action\":\"force_refresh\"}").body());
    for (String path :
        List.of(
            "/health",
            "/v1/quota-stats?detail=full",
            "/v1/models",
            "/v1/providers",
            "/v1/admin/cooldowns",
            "/v1/model-info/stats")) {
      told.append(gateway.get(path).body());
    }
  }

  private void assertNothingGotOut(String told) throws IOException {
    assertThat(told).doesNotContain(CANARY);
    assertThat(printed()).doesNotContain(CANARY);
    try (var all = Files.walk(home)) {
      for (Path path : all.filter(path -> !path.equals(home)).toList()) {
        boolean folder = Files.isDirectory(path);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as("%s", path)
            .isEqualTo(folder ? "rwx------" : "rw-------");
        if (!folder && !path.getParent().endsWith("oauth_creds")) {
          String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
          assertThat(text.contains(CANARY)).as("%s", path).isFalse();
        }
      }
    }
  }

  @Test
  void vendorsThatQuoteWhatTheyRefuseRevealNothing() throws IOException {
    List.of("gemini_cli", "antigravity", "qwen_code", "iflow")
        .forEach(provider -> Accounts.file(home, provider, 1, account(provider)));
    var told = new StringBuilder();
    for (int status : new int[] {400, 401, 403, 429, 500}) {
      quoting(status);
      try (var gateway = new AccountGateway(vendors, home, variables())) {
        useEverything(gateway, told);
      }
    }
    assertThat(vendors.asked("/token")).isNotEmpty();
    assertThat(vendors.asked("/openai/v1/chat/completions")).isNotEmpty();
    assertThat(printed()).contains("must log in again");
    assertThat(home.resolve("logs")).isNotEmptyDirectory();
    assertThat(home.resolve("state/state.db")).isNotEmptyFile();
    assertNothingGotOut(told.toString());
  }

  @Test
  void pluginsThatFailWithWhatTheyWereGivenRevealNothing() throws IOException {
    Accounts.file(home, LeakyFactory.ID, 1, account(LeakyFactory.ID));
    var variables = variables();
    variables.put("LEAKY_API_KEY_1", "canary-key-of-leaky");
    var told = new StringBuilder();
    try (var gateway = new AccountGateway(vendors, home, variables)) {
      for (int call = 0; call < 3; call++) {
        var answer = gateway.chat(LeakyFactory.ID + "/m");
        assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(500);
        told.append(answer.body());
      }
      useEverything(gateway, told);
    }
    assertThat(told).contains("Leaky", "IllegalStateException");
    assertNothingGotOut(told.toString());
  }

  @Test
  void whatTheOperatorHasToMendIsLoggedWithoutSecrets() throws IOException {
    Accounts.file(home, "gemini_cli", 1, Accounts.google("canary", "PRO"));
    String page = "https://accounts.google.com/verify";
    vendors.on(
        Scripts.GENERATE,
        asked ->
            Said.json(
                403,
                "{\"error\":{\"code\":403,\"message\":\"Verify the account of "
                    + Vendors.bearer(asked)
                    + ".\",\"status\":\"PERMISSION_DENIED\",\"details\":[{\"reason\":"
                    + "\"VALIDATION_REQUIRED\",\"metadata\":{\"validation_link\":\""
                    + page
                    + "\"}}]}}"));
    String told;
    try (var gateway = new AccountGateway(vendors, home, Map.of())) {
      told = gateway.chat("gemini_cli/gemini-2.5-pro").body();
    }
    assertThat(told).contains("upstream refuses every credential").doesNotContain(page);
    assertThat(printed()).contains("Verify the account of [redacted].", page);
    assertNothingGotOut(told);
  }

  @Test
  void accountsThatWorkRevealNothingAndEncryptedFilesHoldNothing() throws IOException {
    Scripts.answering(vendors);
    for (String path : List.of("/token", "/api/v1/oauth2/token", "/oauth/token")) {
      vendors.on(
          path,
          200,
          "{\"access_token\":\"canary-new\",\"refresh_token\":\"canary-new-refresh\","
              + "\"expires_in\":3600}");
    }
    vendors.on("/api/oauth/getUserInfo", 200, "{\"data\":{\"apiKey\":\"canary-new-key\"}}");
    List.of("gemini_cli", "antigravity", "qwen_code", "iflow")
        .forEach(provider -> Accounts.file(home, provider, 1, account(provider)));
    var variables = variables();
    variables.put("KEYRELAY_MASTER_KEY", MasterKey.made(new Random(7)));
    var told = new StringBuilder();
    try (var gateway = new AccountGateway(vendors, home, variables)) {
      gateway.engine().enrolments().folder().encrypt();
      useEverything(gateway, told);
    }

    assertNothingGotOut(told.toString());
    try (var files = Files.list(home.resolve("oauth_creds"))) {
      assertThat(files).hasSize(4).allSatisfy(f -> assertThat(f).content().doesNotContain(CANARY));
    }
    try (var gateway = new AccountGateway(vendors, home, variables)) {
      assertThat(gateway.chat("gemini_cli/gemini-2.5-pro").statusCode()).isEqualTo(200);
    }
  }
}
