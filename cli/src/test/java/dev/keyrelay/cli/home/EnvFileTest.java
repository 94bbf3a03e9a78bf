package dev.keyrelay.cli.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {

  private static final String TEXT =
      """
      # head
      A=1   # one
        export B = 'two
      lines'

      not an assignment
      C="x # y"
      A=2
      """;

  @TempDir private Path folder;

  @Test
  void whatIsNotTouchedStaysAsItIs() {
    assertThat(EnvFile.of(TEXT).text()).isEqualTo(TEXT);
    assertThat(EnvFile.of(TEXT).names()).containsExactly("A", "B", "C");
  }

  @Test
  void theLineThatCountsIsReplacedInItsPlace() {
    assertThat(EnvFile.of(TEXT).with("A", "3").text()).isEqualTo(TEXT.replace("A=2", "A=3"));
    assertThat(EnvFile.of(TEXT).with("B", "3").text())
        .isEqualTo(TEXT.replace("  export B = 'two\nlines'", "B=3"));
  }

  @Test
  void aNewLineComesLastAlsoAfterALineWithoutEnd() {
    assertThat(EnvFile.of("A=1").with("B", "2").text()).isEqualTo("A=1\nB=2\n");
  }

  @Test
  void everyAssignmentOfANameIsRemoved() {
    assertThat(EnvFile.of(TEXT).without("A").names()).containsExactly("B", "C");
    assertThat(EnvFile.of(TEXT).without("A").text()).startsWith("# head\n  export B");
  }

  @Test
  void anUnclosedQuoteEndsWithItsLine() {
    EnvFile file = EnvFile.of("A='open\nB=2\n");
    assertThat(file.names()).containsExactly("A", "B");
  }

  @Test
  void whatIsWrittenIsReadBackByTheConfiguration() throws IOException {
    var random = new SplittableRandom(7);
    var file = EnvFile.of("# head\n");
    var values = new HashMap<String, String>();
    for (int i = 0; i < 500; i++) {
      String value =
          random
              .ints(random.nextInt(12), ' ', 127)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      if (EnvValue.written(value).isPresent()) {
        values.put("NAME_" + i, value);
        file = file.with("NAME_" + i, value);
      }
    }
    file.write(folder.resolve(".env"));
    var read = Environment.read(new Home(folder), Map.of(), new Findings());
    assertThat(values).hasSizeGreaterThan(300);
    values.forEach((name, value) -> assertThat(read.raw(name)).contains(value));
  }

  @Test
  void aValueThatNoLineCarriesIsRefusedWithoutBeingShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EnvFile.of("").with("NAME", "canary\nx"))
        .withMessageContaining("NAME")
        .withMessageNotContaining("canary");
  }

  @Test
  void aSymbolicLinkStaysOneAndItsTargetBecomesPrivate() throws IOException {
    Path real = Files.writeString(folder.resolve("real"), "A=1\n");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r--r--"));
    Path link = Files.createSymbolicLink(folder.resolve(".env"), real);
    EnvFile.read(link).with("A", "2").write(link);
    assertThat(link).isSymbolicLink();
    assertThat(real).hasContent("A=2\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-------");
  }
}
