package dev.keyrelay.engine.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.spi.Secret;
import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountPathsTest {

  @TempDir private Path home;

  private AccountFolder folder() {
    return new AccountFolder(home.resolve("oauth_creds"), Optional.empty());
  }

  private Findings importing(Map<String, String> variables) {
    var findings = new Findings();
    new AccountPaths(folder(), new Settings(Environment.of(variables), findings))
        .importOnce(
            new VariableNames(
                List.of(ServiceDescription.of("gemini_cli"), ServiceDescription.of("gemini"))));
    return findings;
  }

  private Path source(String token) throws IOException {
    Path file = home.resolve("creds.json");
    Files.writeString(
        file, "{\"access_token\":\"" + token + "\",\"refresh_token\":\"r-" + token + "\"}");
    return file;
  }

  @Test
  void pathIsImportedOnceAndTheCopyLivesItsOwnLife() throws Exception {
    var variables = Map.of("GEMINI_CLI_OAUTH_1", source("first").toString());

    assertThat(importing(variables).all()).isEmpty();
    var copy = folder().list().getFirst();
    folder().file(copy.path()).save(copy.account().orElseThrow().withAttribute("tier", "PRO"));
    source("second");
    importing(variables);

    assertThat(folder().list()).hasSize(1);
    assertThat(folder().list().getFirst().account().orElseThrow().accessToken())
        .isEqualTo(Secret.of("first"));
  }

  @Test
  void variablesOfLoginsAreNoPaths() {
    var findings =
        importing(
            Map.of(
                "GEMINI_CLI_OAUTH_CLIENT_ID", "/etc/passwd",
                "GEMINI_CLI_OAUTH_CLIENT_SECRET", "/etc/passwd",
                "GEMINI_CLI_OAUTH_PORT", "8085",
                "GEMINI_CLI_OAUTH_BASE", "http://127.0.0.1:1",
                "SKIP_OAUTH_INIT_CHECK", "true"));

    assertThat(findings.all()).isEmpty();
    assertThat(home.resolve("oauth_creds")).doesNotExist();
  }

  @Test
  void pathOfNoFileIsReported() {
    assertThat(importing(Map.of("GEMINI_CLI_OAUTH_2", "/no/such/file")).all().toString())
        .contains("GEMINI_CLI_OAUTH_2: names no file");
  }

  @Test
  void fileThatIsNoAccountIsReportedWithoutItsText() throws Exception {
    Path file = home.resolve("other.json");
    Files.writeString(file, "canary: not json");

    assertThat(importing(Map.of("GEMINI_CLI_OAUTH_1", file.toString())).all().toString())
        .contains("other.json is not JSON")
        .doesNotContain("canary");
  }
}
