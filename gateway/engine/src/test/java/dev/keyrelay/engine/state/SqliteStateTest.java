package dev.keyrelay.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.spi.kit.ManualClock;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStateTest {

  private static final StateKey ONE = new StateKey("p", "one", "n");
  private static final StateKey TWO = new StateKey("p", "two", "n");

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();

  private Map<StateKey, Long> kept() {
    try (var state = SqliteState.open(folder, clock)) {
      var counter = new Counter();
      state.register(counter);
      return counter.values();
    }
  }

  private void keep(StateKey key, long value) {
    try (var state = SqliteState.open(folder, clock)) {
      var counter = new Counter();
      state.register(counter);
      counter.set(key, value);
    }
  }

  @Test
  void rowsOutliveTheProcess() {
    keep(ONE, 1);
    keep(TWO, 2);
    keep(ONE, 3);
    assertThat(kept()).containsOnly(Map.entry(ONE, 3L), Map.entry(TWO, 2L));
  }

  @Test
  void removedRowsAreGone() {
    keep(ONE, 1);
    try (var state = SqliteState.open(folder, clock)) {
      var counter = new Counter();
      state.register(counter);
      counter.remove(ONE);
    }
    assertThat(kept()).isEmpty();
  }

  @Test
  void changesAreWrittenWithoutBeingAskedFor() throws Exception {
    try (var state = SqliteState.open(folder, clock)) {
      var counter = new Counter();
      state.register(counter);
      counter.set(ONE, 7);
      await().atMost(Duration.ofSeconds(30)).until(() -> rowsInFile() == 1);
    }
  }

  @Test
  void onlyTheOwnerMayReadTheFilesOfAnOpenState() throws Exception {
    try (var state = SqliteState.open(folder, clock)) {
      var counter = new Counter();
      state.register(counter);
      counter.set(ONE, 7);
      await().atMost(Duration.ofSeconds(30)).until(() -> rowsInFile() == 1);
      for (var name : List.of("state.db", "state.db-wal", "state.db-shm")) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
            .as(name)
            .isEqualTo("rw-------");
      }
    }
  }

  private long rowsInFile() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"));
        var answer = connection.createStatement().executeQuery("SELECT count(*) FROM state")) {
      return answer.getLong(1);
    }
  }

  @Test
  void whatWasFlushedOutlivesAKilledProcess() throws Exception {
    var child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                CountingChild.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long acknowledged = 0;
    try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
      while (acknowledged < 1_000) {
        String line = output.readLine();
        assertThat(line).as("the child counts").isNotNull();
        acknowledged = line.startsWith("[") ? acknowledged : Long.parseLong(line);
      }
      // The handle's method leaves the output open, unlike the process's own.
      child.toHandle().destroyForcibly();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        acknowledged = line.matches("\\d+00") ? Long.parseLong(line) : acknowledged;
      }
    } finally {
      child.destroyForcibly();
      child.waitFor(30, TimeUnit.SECONDS);
    }
    assertThat(kept().get(new StateKey("p", "c", "n"))).isGreaterThanOrEqualTo(acknowledged);
  }

  @Test
  void aDamagedFileIsSetAsideAndReported() throws Exception {
    Files.writeString(folder.resolve("state.db"), "this is not a database".repeat(100));
    try (var state = SqliteState.open(folder, clock)) {
      assertThat(state.problems()).hasSize(1).first().asString().contains("state.db.corrupt-");
      var counter = new Counter();
      state.register(counter);
      counter.set(ONE, 1);
    }
    assertThat(kept()).containsOnly(Map.entry(ONE, 1L));
    String end = ".corrupt-" + clock.instant().getEpochSecond();
    assertThat(folder.resolve("state.db" + end)).content().startsWith("this is not a database");
  }

  @Test
  void damageInTheMiddleIsFound() throws Exception {
    try (var state = SqliteState.open(folder, clock)) {
      var counter = new Counter();
      state.register(counter);
      for (int i = 0; i < 2_000; i++) {
        counter.set(new StateKey("p", "credential-" + i, "n"), i);
      }
    }
    byte[] bytes = Files.readAllBytes(folder.resolve("state.db"));
    java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0x5a);
    Files.write(folder.resolve("state.db"), bytes);
    try (var state = SqliteState.open(folder, clock)) {
      state.register(new Counter());
      assertThat(state.problems()).hasSize(1);
    }
  }

  @Test
  void aSecondUseOfTheFolderIsRefused() {
    try (var state = SqliteState.open(folder, clock)) {
      assertThatThrownBy(() -> SqliteState.open(folder, clock))
          .isInstanceOf(StateException.class)
          .hasMessageContaining("Another KeyRelay uses the folder");
      assertThat(state.problems()).isEmpty();
    }
  }

  @Test
  void aNewerSchemaIsLeftAlone() throws Exception {
    keep(ONE, 1);
    try (var connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"))) {
      connection.createStatement().executeUpdate("PRAGMA user_version = 99");
    }
    assertThatThrownBy(() -> SqliteState.open(folder, clock))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("a newer KeyRelay wrote it");
  }

  @Test
  void credentialsThatAreNoLongerConfiguredAreForgottenAfterAWhile() {
    keep(ONE, 1);
    clock.advance(Duration.ofDays(30));
    keep(TWO, 2);
    try (var state = SqliteState.open(folder, clock)) {
      var counter = new Counter();
      state.register(counter);
      var weekAgo = clock.instant().minus(Duration.ofDays(7));
      assertThat(state.prune((_, credential) -> credential.equals("one"), weekAgo)).isZero();
      assertThat(state.prune((_, _) -> false, weekAgo)).isEqualTo(1);
      assertThat(counter.values()).containsOnly(Map.entry(TWO, 2L));
    }
    assertThat(kept()).containsOnly(Map.entry(TWO, 2L));
  }

  @Test
  void aSenselessRowIsReportedAndTheOthersAreRead() throws Exception {
    keep(ONE, 1);
    keep(TWO, 2);
    try (var connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"))) {
      connection
          .createStatement()
          .executeUpdate("UPDATE state SET json = '{\"value\":\"x\"}' WHERE credential = 'one'");
    }
    try (var state = SqliteState.open(folder, clock)) {
      var counter = new Counter();
      state.register(counter);
      assertThat(counter.values()).containsOnly(Map.entry(TWO, 2L));
      assertThat(state.problems()).hasSize(1);
    }
  }

  @Test
  void memoryKeepsNothing() {
    try (var state = new MemoryState()) {
      var counter = new Counter();
      state.register(counter);
      counter.set(ONE, 1);
      state.flush();
      assertThat(state.problems()).isEmpty();
      assertThat(counter.values()).hasSize(1);
      assertThatThrownBy(() -> state.register(counter))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
