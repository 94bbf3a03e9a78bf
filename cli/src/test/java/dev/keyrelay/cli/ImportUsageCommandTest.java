package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportUsageCommandTest {

  private static final String KEY = "canary-key-0001-abcd";

  @TempDir private Path temporary;
  private TestHome home;
  private Path original;

  @BeforeEach
  void prepare() throws IOException {
    home = new TestHome(temporary).with("ACME_API_BASE", "http://127.0.0.1:9");
    home.with("ACME_API_KEY_1", KEY);
    original = Files.createDirectories(temporary.resolve("original"));
    Files.writeString(
        original.resolve("usage_acme.json"), content(Instant.now().plus(Duration.ofHours(9))));
  }

  private static String content(Instant until) {
    return """
    {"schema_version": 2, "credentials": {
      "bccdf456e3e9": {"provider": "acme", "accessor": "%s", "priority": 999,
        "model_usage": {"acme/small": {"windows": {},
          "totals": {"request_count": 11, "success_count": 9, "failure_count": 2}}},
        "group_usage": {},
        "totals": {"request_count": 11, "success_count": 9, "failure_count": 2},
        "cooldowns": {"acme/small": {"reason": "rate_limit", "until": %d,
          "source": "error", "model_or_group": "acme/small", "backoff_count": 0}},
        "fair_cycle": {}},
      "0123456789ab": {"provider": "acme", "accessor": "canary-of-somebody-else",
        "totals": {"request_count": 1, "success_count": 1}}},
     "accessor_index": {"%s": "bccdf456e3e9"}}
    """
        .formatted(KEY, until.getEpochSecond(), KEY);
  }

  private CommandRun run(String... arguments) {
    CommandRun run = home.run(arguments);
    assertThat(run.all()).doesNotContain("canary").doesNotContain("\tat ");
    return run;
  }

  @Test
  void countersAndCooldownsOfAnyFolderAreInTheStateAfterwards() throws IOException {
    CommandRun run = run("usage", "import", original.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("files +1\\b")
        .containsPattern("credentials' counters +1\\b")
        .containsPattern("cooldowns +1\\b")
        .containsPattern("of no credential here +1\\b");
    assertThat(requests()).isEqualTo(11);
    var again = JsonBody.MAPPER.readTree(run("usage", "import", original + "", "--json").out());
    assertThat(again.path("credentials").intValue()).isZero();
    assertThat(again.path("present").intValue()).isEqualTo(1);
    assertThat(requests()).isEqualTo(11);
    try (var running = new RunningHome(home)) {
      assertThat(run("cooldowns", "list", "--gateway", running.address()).out())
          .containsPattern("acme +ACME_API_KEY_1 +credential_quota_group +.*small");
    }
  }

  private int requests() throws IOException {
    return JsonBody.MAPPER
        .readTree(run("quota", "--json").out())
        .at("/providers/acme/total_requests")
        .intValue();
  }

  @Test
  void withoutAFolderThatOfTheHomeIsTaken() throws IOException {
    CommandRun missing = run("usage", "import");
    assertThat(missing.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(missing.err()).contains(home.folder.resolve("usage").toString());
    home.file("usage/usage_acme.json", content(Instant.now()));
    assertThat(run("usage", "import").exitCode()).isZero();
    assertThat(requests()).isEqualTo(11);
  }

  @Test
  void aRunningGatewayHoldsTheStateAndNothingIsTakenOver() throws IOException {
    try (var _ = new RunningHome(home)) {
      CommandRun run = run("usage", "import", original.toString());
      assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
      assertThat(run.err())
          .startsWith("keyrelay: Nothing was taken over. Another KeyRelay uses the folder ")
          .contains("Stop it");
    }
    assertThat(requests()).isZero();
  }

  @Test
  void aFileThatCannotBeReadIsNamedAndTheRestIsTakenOver() throws IOException {
    Files.writeString(original.resolve("usage_guild.json"), "not JSON");
    CommandRun run = run("usage", "import", original.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("usage_guild.json").contains("not JSON");
    assertThat(requests()).isEqualTo(11);
  }

  @Test
  void aFolderWithoutSuchFilesIsAMistake() throws IOException {
    Path empty = Files.createDirectories(temporary.resolve("empty"));
    CommandRun run = run("usage", "import", empty.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("usage_<provider>.json").contains(empty.toString());
  }

  @Test
  void stateThatIsSharedIsNotLookedForInTheHomeFolder() {
    home.with("KEYRELAY_REDIS_URL", "redis://127.0.0.1:9");
    CommandRun run = run("usage", "import", original.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("KEYRELAY_REDIS_URL").contains("takes them over at its start");
  }
}
