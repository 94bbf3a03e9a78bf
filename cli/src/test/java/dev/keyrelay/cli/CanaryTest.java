package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command prints a secret unless it is told to, and no file with one is others' to read. */
class CanaryTest {

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("--help"),
          List.of("credentials", "list"),
          List.of("credentials", "list", "--json"),
          List.of("credentials", "test"),
          List.of("credentials", "test", "--provider", "acme", "--json"),
          List.of("credentials", "test", "ACME_API_KEY_1", "--model", "small"),
          List.of("credentials", "export"),
          List.of("credentials", "export", "--to", "all.env"),
          List.of("credentials", "export", "--to", "again.env", "--json"),
          List.of("credentials", "import", "theirs.json", "--provider", "guild"),
          List.of("credentials", "encrypt"),
          List.of("credentials", "decrypt"),
          List.of("credentials", "export", "acme", "--single"),
          List.of("credentials", "disable", "ACME_API_KEY_2"),
          List.of("cooldowns", "list"),
          List.of("route", "sessions"),
          List.of("usage", "import"),
          List.of("credentials", "remove", "ACME_API_KEY_2"),
          List.of("keys", "add", "acme"),
          List.of("quota", "--credentials"),
          List.of("quota", "--json"),
          List.of("models"),
          List.of("route", "explain", "acme/small"),
          List.of("route", "explain", "acme/small", "--json"),
          List.of("plugins", "list", "--json"),
          List.of("doctor"),
          List.of("doctor", "--online", "--json"),
          List.of("completion", "bash"));

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new TestHome(temporary);
    home.with("ACME_API_KEY_1", "canary-process-0001")
        .with("KEYRELAY_MASTER_KEY", "Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5LTAwMDE=")
        .with("HTTPS_PROXY", "http://ann:canary@127.0.0.1:9")
        .file(
            ".env",
            "ACME_API_KEY_2=canary-file-0002\nPROXY_API_KEY=canary-client-0003\n"
                + "GUILD_1_ACCESS_TOKEN=canary-a\nGUILD_1_REFRESH_TOKEN=canary-r\n"
                + "MINE_API_BASE=https://ann:canary@127.0.0.1:9/v1\n"
                + "ACME_API_KEYS=canary-misnamed-0004\nPORTT=canary-0005\nPORT=canary\n")
        .file("oauth_creds/guild_oauth_2.json", account("bo"))
        .file("theirs.json", account("cy"));
  }

  private static String account(String name) {
    return """
    {"access_token":"canary-access","refresh_token":"canary-refresh-%s","client_id":"x",
     "client_secret":"canary-secret","email":"%s@guild.example","id_token":"canary-id"}
    """
        .formatted(name, name);
  }

  @Test
  void nothingThatIsPrintedHoldsASecret() throws IOException {
    try (var upstream = new FakeUpstream("canary-process-0001")) {
      home.with("ACME_API_BASE", upstream.address());
      for (List<String> command : COMMANDS) {
        CommandRun run = home.answering("canary-typed-0006\n", command.toArray(String[]::new));
        assertThat(run.all()).as("%s", command).doesNotContain("canary").doesNotContain("Y2FuYXJ5");
      }
      assertThat(upstream.requests).as("commands that call").isNotEmpty();
    }
    assertThat(home.text("all.env")).contains("canary-process-0001");
    assertNoFileOfOthers();
  }

  private void assertNoFileOfOthers() throws IOException {
    try (Stream<Path> files = Files.walk(home.folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean secret =
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                .contains("canary");
        if (secret) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .as("%s", file)
              .isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void whatNobodyForesawIsToldWithoutItsMessage() {
    var err = new StringWriter();
    var console = new Console(new PrintWriter(err), new PrintWriter(err), false);
    var failure = new IllegalStateException("canary", new IOException("canary"));
    assertThat(Failures.tell(console, failure)).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString())
        .contains("please report", "IllegalStateException", "java.io.IOException", "CanaryTest")
        .doesNotContain("canary");
  }

  @Test
  void whatIsToldToRevealDoes() {
    assertThat(home.run("credentials", "list", "--reveal").out()).contains("canary-process-0001");
    assertThat(home.run("credentials", "export", "--reveal").out()).contains("canary-refresh-bo");
  }
}
