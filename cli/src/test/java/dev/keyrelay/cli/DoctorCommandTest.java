package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

  @TempDir private Path home;

  @Test
  void aCleanConfigurationHasNothingToMend() {
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains(home.toString()).contains("Nothing to mend.");
  }

  @Test
  void aValueThatDoesNotHoldEndsWithOneAndIsNamed() throws IOException {
    Files.writeString(home.resolve(".env"), "PORT=many\n");
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).contains("ERROR PORT").contains("many").contains(".env");
  }

  @Test
  void jsonHoldsTheSame() throws IOException {
    Files.writeString(home.resolve(".env"), "PORT=many\n");
    JsonNode first = JsonBody.MAPPER.readTree(doctor("--json").out()).path("findings").path(0);
    assertThat(first.path("level").asText()).isEqualTo("error");
    assertThat(first.path("subject").asText()).isEqualTo("PORT");
    assertThat(first.path("mend").asText()).isNotBlank();
  }

  @Test
  void aRefusedJarIsAFinding() throws IOException {
    Files.writeString(
        Files.createDirectories(home.resolve("plugins")).resolve("bad.jar"), "no zip");
    CommandRun run = doctor();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).contains("ERROR bad.jar");
  }

  @Test
  void linesAreNoLongerThanATerminalUnlessAWordIs() throws IOException {
    Files.writeString(
        home.resolve(".env"),
        "OPENAI_API_BASE=http://127.0.0.1:9\nKEYRELAY_HOST=0.0.0.0\nMODEL_ROUTE_X=nobody/y\n");
    CommandRun run = doctor();
    assertThat(run.out().lines().filter(line -> line.length() > 80))
        .allMatch(line -> line.strip().matches("(\\S+ = )?\\S+|(ERROR|WARNING) \\S+"));
    assertThat(run.out().lines()).anyMatch(line -> line.startsWith("    the alias in lower"));
  }

  private CommandRun doctor(String... options) {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "doctor";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return CommandRun.of(home, Map.of(), home.resolve("none"), arguments);
  }
}
