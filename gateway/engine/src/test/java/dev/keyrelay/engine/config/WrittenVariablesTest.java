package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The written lists of variables; {@code -Ddocs.update=true} writes them anew. Those of one
 * provider alone follow, which {@code OwnVariablesIT} holds.
 */
class WrittenVariablesTest {

  private static final String BEGIN = "<!-- variables: written by WrittenVariablesTest -->\n\n";
  private static final String END = "\n<!-- end of variables -->";
  private static final String HEAD =
      """
      # Copy to .env and remove the # before what you want to change.
      # Lengths of time are seconds, or such as 90s, 5m, 1h30m. Yes and no are true, 1, yes,
      # on and false, 0, no, off. Variables of the process win over this file.
      """;
  private static final Path ROOT = Path.of(System.getProperty("keyrelay.root"));

  @Test
  void theExampleOfAnEnvFileNamesEveryVariable() throws IOException {
    var example = ROOT.resolve(".env.example");
    String text = Files.readString(example);
    int own = text.indexOf("\n# --- " + Section.OWN.title());
    assertThat(own).as("the variables of one provider alone").isPositive();
    holds(example, HEAD + VariableTables.envExample(Variables.all()) + text.substring(own));
  }

  @Test
  void theReadmeHasATableOfEveryVariable() throws IOException {
    var readme = ROOT.resolve("README.md");
    String text = Files.readString(readme);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).as("the README's place for the table").isPositive().isLessThan(end);

    holds(
        readme,
        text.substring(0, begin + BEGIN.length())
            + VariableTables.markdown(Variables.all())
            + text.substring(end));
  }

  private static void holds(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file))
        .as("%s; mvn test -pl gateway/engine -am -Ddocs.update=true writes it anew", file)
        .isEqualTo(expected);
  }
}
