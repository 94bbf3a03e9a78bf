package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --json} prints has the fields that the README's table names, and no others. */
class JsonShapesTest {

  private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");

  @TempDir private Path temporary;
  private TestHome home;

  @BeforeEach
  void prepare() throws IOException {
    home = new TestHome(temporary);
    home.with("ACME_API_KEY_1", "a-key-0001")
        .with("KEYRELAY_MASTER_KEY", "Y2FuYXJ5LWNhbmFyeS1jYW5hcnktY2FuYXJ5LTAwMDE=")
        .file(".env", "ACME_API_KEY_2=a-key-0002\nPORTT=1\n")
        .file(
            "oauth_creds/guild_oauth_1.json",
            "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expiry_date\":4102444800000}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "credentials list --reveal",
        "credentials export --to all.env",
        "credentials export --reveal",
        "credentials encrypt",
        "credentials decrypt",
        "credentials remove ACME_API_KEY_2 --yes",
        "keys add acme",
        "plugins list",
        "doctor"
      })
  void printedFieldsAreDocumented(String call) throws IOException {
    CommandRun run = home.answering("a-typed-key-0003\n", (call + " --json").split(" "));
    String command = String.join(" ", List.of(call.split(" ")).subList(0, words(call)));
    var printed = new TreeSet<String>();
    collect(JsonBody.MAPPER.readTree(run.out()), 2, printed);
    assertThat(printed).as(run.all()).isNotEmpty().isSubsetOf(documented(command));
  }

  private static int words(String call) {
    return call.startsWith("doctor") ? 1 : 2;
  }

  private static void collect(JsonNode node, int depth, Set<String> fields) {
    if (node.isArray()) {
      node.forEach(one -> collect(one, depth, fields));
    } else if (node.isObject() && depth > 0) {
      node.properties()
          .forEach(
              field -> {
                fields.add(field.getKey());
                collect(field.getValue(), depth - 1, fields);
              });
    }
  }

  private static Set<String> documented(String command) throws IOException {
    Path readme = Path.of(System.getProperty("keyrelay.root"), "cli", "README.md");
    String row =
        Files.readAllLines(readme).stream()
            .dropWhile(line -> !line.startsWith("| `--json` of"))
            .filter(
                line -> line.startsWith("|") && line.split("\\|")[1].contains("`" + command + "`"))
            .findFirst()
            .orElseThrow();
    return WORD.matcher(row).results().map(match -> match.group(1)).collect(Collectors.toSet());
  }

  @Test
  void aFailurePrintsNoJson() {
    CommandRun run = home.run("credentials", "remove", "nobody", "--yes", "--json");
    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("keyrelay: ");
  }
}
