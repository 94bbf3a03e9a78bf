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

class ListPluginsCommandTest {

  @TempDir private Path folder;

  @Test
  void aBrokenJarOfTheUserIsListedWithTheMend() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("mine")).resolve("bad.jar"), "no zip");
    CommandRun run =
        CommandRun.of(
            folder,
            Map.of("KEYRELAY_PLUGINS_DIR", "mine"),
            folder.resolve("none"),
            "plugins",
            "list");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("PLUGIN", "SERVES", "JAR").contains("Refused: bad.jar");
  }

  @Test
  void jsonHoldsTheSame() throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("plugins")).resolve("bad.jar"), "no zip");
    CommandRun run =
        CommandRun.of(folder, Map.of(), folder.resolve("none"), "plugins", "list", "--json");
    JsonNode json = JsonBody.MAPPER.readTree(run.out());
    assertThat(json.path("plugins")).isEmpty();
    assertThat(json.path("refused").path(0).path("jar").asText()).isEqualTo("bad.jar");
    assertThat(json.path("refused").path(0).path("mend").asText()).isNotBlank();
  }
}
