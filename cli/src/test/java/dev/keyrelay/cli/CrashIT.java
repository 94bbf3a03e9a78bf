package dev.keyrelay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway when it dies: what the JVM writes then holds no secret either. */
class CrashIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int OUT_OF_MEMORY = 3;
  private static final String LAUNCHER =
      Path.of(System.getProperty("keyrelay.root"), "keyrelay").toString();

  /** Every script becomes the process that it ends with, so that a signal meets the JVM. */
  private static final String SERVE = "ulimit -c 0; exec \"$0\" serve";

  @TempDir private Path home;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endWhatWasStarted() {
    started.forEach(Process::destroyForcibly);
  }

  private Process serve(Map<String, String> more) throws IOException {
    Files.writeString(home.resolve(".env"), "OPENAI_API_KEY_1=canary-of-file\n");
    var process = new ProcessBuilder("/bin/sh", "-c", SERVE, LAUNCHER);
    process.environment().keySet().retainAll(List.of("PATH", "HOME"));
    process.environment().put("KEYRELAY_HOME", home.toString());
    process.environment().put("PORT", "0");
    process.environment().put("PROXY_API_KEY", "canary-client-key");
    process.environment().put("GROQ_API_KEY", "canary-of-process");
    process.environment().putAll(more);
    process.directory(home.toFile()).redirectErrorStream(true);
    Process running = process.redirectOutput(home.resolve("output.txt").toFile()).start();
    started.add(running);
    return running;
  }

  private void assertNothingGotOut() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(text.contains("canary")).as("%s", file).isEqualTo(file.endsWith(".env"));
      }
    }
  }

  @Test
  void reportOfACrashHoldsNoSecret() throws Exception {
    Process gateway = serve(Map.of("KEYRELAY_LOG_LEVEL", "debug"));
    Awaitility.await()
        .atMost(PATIENCE)
        .failFast("the gateway ended", () -> !gateway.isAlive())
        .until(() -> Files.readString(home.resolve("output.txt")).contains("listens on"));
    new ProcessBuilder("kill", "-SEGV", "" + gateway.pid()).start().waitFor();
    assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(home.resolve("hs_err_pid" + gateway.pid() + ".log"))
        .content(StandardCharsets.ISO_8859_1)
        .contains("SIGSEGV", "OpenJDK");
    assertNothingGotOut();
  }

  @Test
  void endForWantOfMemoryIsToldWithoutASecret() throws Exception {
    Process gateway = serve(Map.of("KEYRELAY_JAVA_OPTS", "-Xms8m -Xmx8m -Xmn4m"));
    assertThat(gateway.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(gateway.exitValue()).isEqualTo(OUT_OF_MEMORY);
    assertThat(home.resolve("output.txt")).content().contains("OutOfMemoryError");
    assertNothingGotOut();
  }
}
