package dev.keyrelay.engine.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChainTest {

  private static final Path README =
      Path.of(System.getProperty("keyrelay.root"))
          .resolve("gateway/engine/src/main/java/dev/keyrelay/engine/routing/README.md");

  private static String row(FailureKind kind) {
    return "| %s | %s | %s | %s |"
        .formatted(
            word(kind),
            word(kind.blame()),
            word(kind.scope()),
            Chain.STANDARD.movesOn(kind) ? "moves on" : "stops");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Test
  void theReadmeHasTheTableOfAllFailures() throws IOException {
    List<String> rows =
        Files.readAllLines(README).stream()
            .filter(line -> line.matches("\\| [a-z_]+ \\| (request|credential|model|provider) .*"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(FailureKind.values()).map(ChainTest::row).toList());
  }

  @Test
  void aChainOfTheUsersChangesTheTable() {
    var chain =
        Chain.STANDARD.with(
            Set.of(FailureKind.CONTEXT_TOO_LONG), Set.of(FailureKind.RATE_LIMITED), false);

    assertThat(chain.movesOn(FailureKind.CONTEXT_TOO_LONG)).isTrue();
    assertThat(chain.movesOn(FailureKind.RATE_LIMITED)).isFalse();
    assertThat(chain.movesOn(FailureKind.SERVER_ERROR)).isTrue();
    assertThat(chain.after(false, true)).isEqualTo(Chain.END);
    assertThat(chain.after(false, false)).isEqualTo(chain);
    assertThat(chain.after(true, false)).isEqualTo(Chain.END);
  }

  @Test
  void nothingMovesOnFromTheEnd() {
    assertThat(FailureKind.values()).noneMatch(Chain.END::movesOn);
  }
}
