package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What doctor says of the variables that plugins describe. */
class OwnVariablesTest {

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new TestHome(temporary);
  }

  @Test
  void whatTheyDoIsSaidAndASecretIsNotShown() throws IOException {
    home.file(".env", "GUILD_WAY=device\nGUILD_PASSWORD=canary-password\n");
    CommandRun run = home.run("doctor");
    assertThat(run.exitCode()).as(run.all()).isZero();
    assertThat(run.out())
        .contains("Of one provider alone", "GUILD_WAY = device", "How the guild lets people in.")
        .contains("GUILD_PASSWORD = (secret", "What the guild whispers.")
        .doesNotContain("canary");
  }

  @Test
  void aValueThatTheProviderWouldRefuseIsAnError() throws IOException {
    home.file(".env", "GUILD_STRICT=maybe\n");
    CommandRun run = home.run("doctor");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).contains("ERROR GUILD_STRICT", "is maybe (expected: true");
  }

  @Test
  void aNameThatIsNearlyOneIsNoticed() throws IOException {
    home.file(".env", "GUILD_STRIKT=true\nGUILD_STRICT=true\n");
    CommandRun run = home.run("doctor");
    assertThat(run.out()).contains("WARNING GUILD_STRIKT", "Did you mean GUILD_STRICT?");
    assertThat(run.out()).doesNotContain("WARNING GUILD_STRICT\n");
  }
}
