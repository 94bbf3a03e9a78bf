package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewaySettingsTest {

  private final Findings findings = new Findings();

  private GatewaySettings read(Map<String, String> variables) {
    return GatewaySettings.read(new Settings(Environment.of(variables), findings));
  }

  @Test
  void aUserWhoSetsNothingGetsTheDocumentedDefaults() {
    var settings = read(Map.of());

    assertThat(settings.server())
        .isEqualTo(
            new ServerSettings(
                "127.0.0.1",
                8000,
                33_554_432,
                Duration.ofSeconds(15),
                new CorsSettings(List.of(), false, List.of(), List.of())));
    assertThat(settings.timeouts())
        .isEqualTo(
            new Timeouts(
                Duration.ofSeconds(600),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(300),
                Duration.ofSeconds(300),
                Duration.ofSeconds(600),
                Duration.ofSeconds(3600)));
    assertThat(settings.retries())
        .isEqualTo(
            new RetrySettings(
                Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMillis(500)));
    assertThat(settings.cooldowns().steps())
        .extracting(Duration::toSeconds)
        .containsExactly(10L, 30L, 60L, 120L);
    assertThat(settings.rotationTolerance()).isEqualTo(3.0);
    assertThat(settings.temperatureZero()).isEqualTo(TemperatureZero.KEEP);
    assertThat(settings.catalogue())
        .isEqualTo(
            new CatalogueSettings(
                true,
                Duration.ofHours(6),
                URI.create("https://openrouter.ai/api/v1/models"),
                URI.create("https://models.dev/api.json")));
    assertThat(settings.logs())
        .isEqualTo(
            new LogSettings(
                LogSettings.Level.INFO,
                LogSettings.Format.TEXT,
                false,
                false,
                1L << 30,
                Duration.ofDays(7)));
    assertThat(settings.quotaPolling()).isTrue();
    assertThat(settings.accounts()).isEqualTo(new AccountSettings(false, Duration.ofSeconds(600)));
  }

  @Test
  void everyVariableOfTheGatewayIsRead() {
    var variables = new HashMap<String, String>();
    variables.put("KEYRELAY_HOST", "0.0.0.0");
    variables.put("PORT", "9000");
    variables.put("MAX_BODY_SIZE", "64m");
    variables.put("STREAM_HEARTBEAT_INTERVAL_SECONDS", "0");
    variables.put("GLOBAL_TIMEOUT", "30");
    variables.put("TIMEOUT_CONNECT", "1s");
    variables.put("TIMEOUT_WRITE", "2");
    variables.put("TIMEOUT_FIRST_EVENT", "1m30s");
    variables.put("TIMEOUT_READ_STREAMING", "5");
    variables.put("TIMEOUT_READ_NON_STREAMING", "6");
    variables.put("TIMEOUT_STREAM_TOTAL", "2h");
    variables.put("SMALL_COOLDOWN_RETRY_THRESHOLD", "7");
    variables.put("TRANSIENT_RETRY_DELAY", "0.25");
    variables.put("TRANSIENT_RETRY_JITTER", "250ms");
    variables.put("COOLDOWN_STEPS", "5, 1m");
    variables.put("COOLDOWN_HINT_MAX", "1d");
    variables.put("COOLDOWN_LOCKOUT", "8");
    variables.put("PROVIDER_BACKOFF_WINDOW_SECONDS", "9");
    variables.put("PROVIDER_BACKOFF_THRESHOLD", "10");
    variables.put("PROVIDER_BACKOFF_BASE_SECONDS", "11");
    variables.put("PROVIDER_BACKOFF_MAX_SECONDS", "12");
    variables.put("ROTATION_TOLERANCE", "0.5");
    variables.put("OVERRIDE_TEMPERATURE_ZERO", "Remove");
    variables.put("MODEL_INFO_REFRESH", "off");
    variables.put("QUOTA_POLLING", "no");
    variables.put("MODEL_INFO_REFRESH_INTERVAL", "1h");
    variables.put("MODEL_INFO_OPENROUTER_URL", "http://127.0.0.1:1/o");
    variables.put("MODEL_INFO_MODELS_DEV_URL", "http://127.0.0.1:1/m");
    variables.put("SKIP_OAUTH_INIT_CHECK", "YES");
    variables.put("OAUTH_REFRESH_INTERVAL", "13");
    variables.put("ENABLE_REQUEST_LOGGING", "on");
    variables.put("ENABLE_RAW_LOGGING", "1");
    variables.put("CORS_ALLOW_ORIGINS", "https://Chat.example.com/, app://notes");
    variables.put("CORS_ALLOW_CREDENTIALS", "true");
    variables.put("CORS_ALLOW_METHODS", "get,post");
    variables.put("CORS_ALLOW_HEADERS", "Authorization");
    variables.put("TRUSTED_SESSION_ID_FIELDS", "thread, ,chat_id");

    var settings = read(variables);

    assertThat(settings.server())
        .isEqualTo(
            new ServerSettings(
                "0.0.0.0",
                9000,
                67_108_864,
                Duration.ZERO,
                new CorsSettings(
                    List.of("https://chat.example.com", "app://notes"),
                    true,
                    List.of("GET", "POST"),
                    List.of("authorization"))));
    assertThat(settings.timeouts())
        .isEqualTo(
            new Timeouts(
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(90),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                Duration.ofHours(2)));
    assertThat(settings.retries())
        .isEqualTo(
            new RetrySettings(
                Duration.ofSeconds(7), Duration.ofMillis(250), Duration.ofMillis(250)));
    assertThat(settings.cooldowns())
        .isEqualTo(
            new CooldownSettings(
                List.of(Duration.ofSeconds(5), Duration.ofSeconds(60)),
                Duration.ofDays(1),
                Duration.ofSeconds(8),
                new CooldownSettings.ProviderBackoff(
                    Duration.ofSeconds(9), 10, Duration.ofSeconds(11), Duration.ofSeconds(12))));
    assertThat(settings.rotationTolerance()).isEqualTo(0.5);
    assertThat(settings.temperatureZero()).isEqualTo(TemperatureZero.REMOVE);
    assertThat(settings.catalogue())
        .isEqualTo(
            new CatalogueSettings(
                false,
                Duration.ofHours(1),
                URI.create("http://127.0.0.1:1/o"),
                URI.create("http://127.0.0.1:1/m")));
    assertThat(settings.quotaPolling()).isFalse();
    assertThat(settings.accounts()).isEqualTo(new AccountSettings(true, Duration.ofSeconds(13)));
    assertThat(settings.logs())
        .isEqualTo(
            new LogSettings(
                LogSettings.Level.INFO,
                LogSettings.Format.TEXT,
                true,
                true,
                1L << 30,
                Duration.ofDays(7)));
    assertThat(settings.sessionFields()).containsExactly("thread", "chat_id");
    assertThat(findings.all()).isEmpty();
  }

  @Test
  void aValueThatDoesNotHoldIsReportedAndTheDefaultApplies() {
    var settings = read(Map.of("GLOBAL_TIMEOUT", "soon", "PORT", "70000"));

    assertThat(settings.timeouts().global()).isEqualTo(Duration.ofSeconds(600));
    assertThat(settings.server().port()).isEqualTo(8000);
    assertThat(findings.all())
        .extracting(Finding::toString)
        .containsExactly(
            "PORT: \"70000\" does not hold (expected: a whole number from 0 to 65535);"
                + " what holds instead: 8000. Correct it in the process environment.",
            "GLOBAL_TIMEOUT: \"soon\" does not hold (expected: seconds, or a length such as 90s,"
                + " 5m or 1h30m, from 1 to 86400); what holds instead: 600."
                + " Correct it in the process environment.");
    assertThat(findings.all()).allMatch(f -> f.level() == Finding.Level.ERROR);
  }

  @Test
  void whatLooksLikeASecretInTheWrongPlaceIsNotShown() {
    read(Map.of("GLOBAL_TIMEOUT", "sk-proj-abcdefghijklmnop1234567890"));

    assertThat(findings.all().getFirst().sentence())
        .contains("a word of 34 characters")
        .doesNotContain("abcdef");
  }

  @Test
  void noCredentialsAreGrantedToEveryWebPageThereIs() {
    var settings = read(Map.of("CORS_ALLOW_ORIGINS", "*", "CORS_ALLOW_CREDENTIALS", "true"));

    assertThat(settings.server().cors().anyOrigin()).isTrue();
    assertThat(settings.server().cors().credentials()).isFalse();
    assertThat(findings.all())
        .singleElement()
        .satisfies(finding -> assertThat(finding.subject()).isEqualTo("CORS_ALLOW_CREDENTIALS"));
  }

  @Test
  void anAddressThatIsNoOriginIsRefused() {
    var settings = read(Map.of("CORS_ALLOW_ORIGINS", "https://chat.example.com/page"));

    assertThat(settings.server().cors().enabled()).isFalse();
    assertThat(findings.all()).hasSize(1);
  }
}
