package dev.keyrelay.cli.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.config.Variable;
import dev.keyrelay.engine.config.VariableTables;
import dev.keyrelay.engine.plugin.PluginLoader;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.spi.ServiceDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The variables that the built-in plugins describe stand in the written lists and in each
 * provider's README; {@code -Ddocs.update=true} writes the lists anew.
 */
class OwnVariablesIT {

  private static final Path ROOT = Path.of(System.getProperty("keyrelay.root"));
  private static final String END = "\n<!-- end of variables of one provider -->";

  private Plugins plugins;

  @BeforeEach
  void load() {
    plugins =
        PluginLoader.load(List.of(Path.of(System.getProperty("keyrelay.distribution"), "plugins")));
    assertThat(plugins.services())
        .extracting(ServiceDescription::id)
        .contains("azure", "qwen_code");
  }

  @AfterEach
  void close() {
    plugins.close();
  }

  @Test
  void standInTheReadme() throws IOException {
    Path readme = ROOT.resolve("README.md");
    String begin = "<!-- variables of one provider: written by OwnVariablesIT -->\n\n";
    String table = VariableTables.markdown(OwnVariables.of(plugins));
    hold(readme, begin, table, Files.readString(readme).indexOf(END));
  }

  @Test
  void standInTheExampleOfAnEnvFile() throws IOException {
    Path example = ROOT.resolve(".env.example");
    String lines = VariableTables.envExample(OwnVariables.of(plugins));
    String begin = lines.substring(0, lines.indexOf("---\n") + 4);
    hold(example, begin, lines.substring(begin.length()), Files.readString(example).length());
  }

  private static void hold(Path file, String begin, String expected, int end) throws IOException {
    String text = Files.readString(file);
    int start = text.indexOf(begin) + begin.length();
    assertThat(start).as("the place in %s", file).isBetween(begin.length(), end);
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(file, text.substring(0, start) + expected + text.substring(end));
    }
    String written = Files.readString(file);
    assertThat(written.substring(start, written.length() - (text.length() - end)))
        .as("%s; mvn verify -Ddocs.update=true writes it anew", file)
        .isEqualTo(expected);
  }

  @Test
  void standInTheReadmesOfTheirProviders() throws IOException {
    for (Variable<?> one : OwnVariables.of(plugins)) {
      String provider =
          plugins.services().stream()
              .filter(s -> !plugins.settings(s.id()).isEmpty())
              .filter(
                  s -> s.variablePrefixes().stream().anyMatch(p -> one.name().startsWith(p + "_")))
              .map(ServiceDescription::id)
              .findFirst()
              .orElseThrow();
      assertThat(ROOT.resolve("providers/" + provider + "/README.md"))
          .content()
          .contains("`" + one.name() + "`");
    }
  }
}
