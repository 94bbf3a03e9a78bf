package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flags that every process is started with. */
class JvmOptionsTest {

  /** What the JVM ends with when memory is out. */
  private static final int OUT_OF_MEMORY = 3;

  private static final Path OPTIONS =
      Path.of(System.getProperty("keyrelay.root"), "cli/src/main/distribution/jvm.options");

  @TempDir private Path folder;

  @Test
  void aProcessThatRunsOutOfMemoryEndsThoughItCatchesTheError() throws Exception {
    Path program = folder.resolve("Greedy.java");
    Files.writeString(
        program,
        """
        class Greedy {
          static final java.util.List<byte[]> KEPT = new java.util.ArrayList<>();

          public static void main(String[] arguments) {
            try {
              while (true) {
                KEPT.add(new byte[1 << 20]);
              }
            } catch (OutOfMemoryError e) {
              System.out.println("goes on");
            }
          }
        }
        """);
    Path output = folder.resolve("output.txt");
    Process greedy =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + OPTIONS,
                program.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(greedy.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      greedy.destroyForcibly();
    }
    assertThat(greedy.exitValue()).isEqualTo(OUT_OF_MEMORY);
    assertThat(output).content().contains("OutOfMemoryError").doesNotContain("goes on");
  }
}
