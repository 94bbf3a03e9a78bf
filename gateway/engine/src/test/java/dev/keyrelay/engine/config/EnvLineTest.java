package dev.keyrelay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value comes back from its line as it was, from a {@code .env} file and from a shell. */
class EnvLineTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "plain-1_./:@%+=, plain-1_./:@%+=",
        "a b, 'a b'",
        "~/x, '~/x'",
        "a\\b, 'a\\b'",
        "a\\\\b, \"a\\\\\\\\b\"",
        "a\\, \"a\\\\\"",
        "it's, \"it's\"",
        "it's $5 `x` \"y\", \"it's \\$5 \\`x\\` \\\"y\\\"\"",
        "||, ||"
      })
  void valueIsQuotedOnlyWhereItMustBe(String value, String written) {
    assertThat(EnvLine.of("NAME", value)).isEqualTo("NAME=" + written);
  }

  @Property(tries = 2_000)
  void anyValueComesBackFromAFile(@ForAll("values") String value) {
    var findings = new Findings();
    var read =
        Dotenv.parse(
            EnvLine.of("NAME", value) + "\nNEXT=1\n",
            ".env",
            findings,
            name -> Optional.of("value of " + name));

    assertThat(read).containsExactly(Map.entry("NAME", value), Map.entry("NEXT", "1"));
    assertThat(findings.all()).isEmpty();
  }

  @Property(tries = 10)
  void anyValuesComeBackFromAShell(@ForAll("manyValues") List<String> values) throws Exception {
    var script = new StringBuilder("set -a\n");
    for (int i = 0; i < values.size(); i++) {
      script.append(EnvLine.of("V" + i, values.get(i))).append('\n');
    }

    var sourced = sourced(script + "exec env -0\n");

    for (int i = 0; i < values.size(); i++) {
      assertThat(sourced).containsEntry("V" + i, values.get(i));
    }
  }

  /** The environment after {@code sh} has sourced a script that prints it. */
  private static Map<String, String> sourced(String script) throws IOException {
    Path file = Files.createTempFile("lines", ".sh");
    try {
      Files.writeString(file, script);
      var process =
          new ProcessBuilder("env", "-i", "PATH=/usr/bin:/bin", "sh", "-c", ". \"$0\"", "" + file)
              .redirectErrorStream(true)
              .start();
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var variables = new HashMap<String, String>();
      for (String pair : out.split("\0")) {
        int at = pair.indexOf('=');
        variables.put(pair.substring(0, Math.max(0, at)), pair.substring(at + 1));
      }
      return variables;
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<String> values() {
    var odd = Arbitraries.strings().withChars("'\"\\$`!{}# \n\ta0n:-~*;&|<>()").ofMaxLength(12);
    var references = Arbitraries.of("${HOME}", "${X:-y}", "$X", "\\${X}", "\\\\${X}", "$(id)");
    var mixed =
        Arbitraries.oneOf(odd, references).list().ofMaxSize(4).map(parts -> String.join("", parts));
    var any =
        Arbitraries.strings()
            .all()
            .ofMaxLength(20)
            .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .map(text -> text.replace("\0", "").replace("\r\n", "\n"));
    return Arbitraries.oneOf(mixed, mixed, any);
  }

  @Provide
  Arbitrary<List<String>> manyValues() {
    return values().list().ofSize(200).map(ArrayList::new);
  }
}
