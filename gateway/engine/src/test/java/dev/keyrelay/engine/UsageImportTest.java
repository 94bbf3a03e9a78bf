package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.state.SqliteState;
import dev.keyrelay.engine.usage.CredentialUsage;
import dev.keyrelay.providers.openai.OpenAiFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageImportTest {

  private static final String KEY = "sk-one-of-the-import-test";

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(folder.resolve("usage"));
    write("usage_openai.json", original(Instant.now().plus(Duration.ofDays(5)).getEpochSecond()));
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve("usage").resolve(name), content);
  }

  private Engine start() {
    var settings =
        new Settings(
            Environment.of(Map.of("OPENAI_API_KEY_1", KEY, "KEYRELAY_SALT", "tests")),
            new Findings());
    return Engine.of(
        Configuration.of(new Home(folder), settings),
        Plugins.of(List.of(new OpenAiFactory())),
        SqliteState.open(folder.resolve("state"), InstantSource.system()));
  }

  private UsageImport.Report read(Engine engine) {
    return engine.importUsage(engine.configuration().home().originalUsage());
  }

  private static CredentialUsage usage(Engine engine) {
    var id = engine.wiring().credentials().of("openai").getFirst().id();
    return engine.wiring().ledger().usage("openai", id, Instant.now()).orElseThrow();
  }

  @Test
  void countersAreTakenOverOnceAndOutliveARestart() {
    try (var engine = start()) {
      var report = read(engine);
      assertThat(report.credentials()).isEqualTo(1);
      assertThat(report.unknown()).isEqualTo(1);
      assertThat(report.cooldowns()).isEqualTo(1);
      assertThat(report.problems()).isEmpty();
      assertThat(usage(engine).own().totals().requests()).isEqualTo(11);
      assertThat(usage(engine).models().get("gpt-x").totals().successes()).isEqualTo(9);
    }
    try (var engine = start()) {
      var report = read(engine);
      assertThat(report.credentials()).isZero();
      assertThat(report.present()).isEqualTo(1);
      assertThat(usage(engine).own().totals().requests()).isEqualTo(11);
    }
  }

  @Test
  void aCooldownIsBelievedNoLongerThanAHintOfUpstream() {
    try (var engine = start()) {
      read(engine);
      var cooldowns = engine.wiring().cooldowns();
      var id = engine.wiring().credentials().of("openai").getFirst().id();
      var most = Instant.now().plus(cooldowns.rules().hintCap()).plusSeconds(1);
      assertThat(cooldowns.of("openai", id).values())
          .singleElement()
          .satisfies(cooldown -> assertThat(cooldown.until()).isBefore(most));
    }
  }

  @Test
  void whatCannotBeReadIsReportedAndTheRestIsTakenOver() throws IOException {
    write("usage_groq.json", "not json");
    write("usage_mistral.json", "{\"schema_version\": 1}");
    try (var engine = start()) {
      var report = read(engine);
      assertThat(report.credentials()).isEqualTo(1);
      assertThat(report.problems())
          .hasSize(2)
          .anySatisfy(problem -> assertThat(problem).contains("usage_groq.json"))
          .anySatisfy(problem -> assertThat(problem).contains("schema_version: 1 (expected: 2)"));
      assertThat(report.toString()).doesNotContain(KEY);
    }
  }

  @Test
  void aHomeWithoutTheFolderHasNothingToTakeOver() {
    try (var engine = start()) {
      var report = engine.importUsage(folder.resolve("nowhere"));
      assertThat(report.files()).isEmpty();
      assertThat(report.problems()).isEmpty();
    }
  }

  private static String original(long until) {
    return """
    {"schema_version": 2, "updated_at": "2026-11-21T02:24:56.317239+00:00", "credentials": {
      "bccdf456e3e9": {"provider": "openai", "accessor": "%s", "display_name": null,
        "tier": null, "priority": 999,
        "model_usage": {"openai/gpt-x": {
          "windows": {"daily": {"request_count": 3, "success_count": 2, "failure_count": 1,
            "prompt_tokens": 7, "total_tokens": 14, "limit": null}},
          "totals": {"request_count": 11, "success_count": 9, "failure_count": 2}}},
        "group_usage": {},
        "totals": {"request_count": 11, "success_count": 9, "failure_count": 2,
          "approx_cost": 0.0},
        "cooldowns": {"openai/gpt-x": {"reason": "rate_limit", "until": %d,
          "source": "error", "model_or_group": "openai/gpt-x", "backoff_count": 0}},
        "fair_cycle": {}},
      "0123456789ab": {"provider": "openai", "accessor": "sk-somebody-else",
        "totals": {"request_count": 1, "success_count": 1}}},
     "accessor_index": {"%s": "bccdf456e3e9"}}
    """
        .formatted(KEY, until, KEY);
  }
}
