package dev.keyrelay.engine.requestlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.engine.config.LogSettings;
import dev.keyrelay.spi.kit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFolderTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final ManualClock clock = new ManualClock(NOW);
  @TempDir private Path folder;

  private LogFolder log(long mostBytes) {
    return log(mostBytes, Duration.ofDays(7));
  }

  private LogFolder log(long mostBytes, Duration oldest) {
    return new LogFolder(
        folder,
        new LogSettings(
            LogSettings.Level.INFO, LogSettings.Format.TEXT, true, false, mostBytes, oldest),
        clock);
  }

  private static Path call(int number) {
    return Path.of("2026-11-21", String.format("12000%d.000_m_r", number));
  }

  @Test
  void pagesOfAFileFollowOneAnother() throws IOException {
    var log = log(1000);
    log.append(call(1).resolve("events"), new byte[] {'a'});
    log.append(call(1).resolve("events"), new byte[] {'b'});
    assertThat(folder.resolve(call(1)).resolve("events")).hasContent("ab");
  }

  @Test
  void theOldestCallsMakeRoom() throws IOException {
    var log = log(1000);
    for (int number = 1; number <= 6; number++) {
      log.append(call(number).resolve("request.json"), new byte[240]);
    }
    assertThat(folder.resolve(call(1))).doesNotExist();
    assertThat(folder.resolve(call(5))).exists();
    assertThat(folder.resolve(call(6))).exists();
  }

  @Test
  void whatCannotBeRemovedKeepsNothingFromBeingWritten() throws IOException {
    var log = log(1000);
    log.append(call(1).resolve("request.json"), new byte[240]);
    var foreign = Files.createDirectories(folder.resolve(call(1)).resolve("kept"));
    Files.write(foreign.resolve("file"), new byte[1]);
    for (int number = 2; number <= 9; number++) {
      log.append(call(number).resolve("request.json"), new byte[240]);
      assertThat(folder.resolve(call(number)).resolve("request.json")).exists();
    }
    assertThat(folder.resolve(call(2))).doesNotExist();
  }

  @Test
  void whatIsTooOldGoesWithItsDay() throws IOException {
    var old = folder.resolve("2026-11-13/120000.000_m_r");
    Files.createDirectories(old);
    Files.write(old.resolve("request.json"), new byte[3]);
    Files.setLastModifiedTime(old, FileTime.from(NOW.minus(Duration.ofDays(8))));
    log(1000).append(call(1).resolve("request.json"), new byte[3]);
    assertThat(folder.resolve("2026-11-13")).doesNotExist();
  }

  @Test
  void whatIsTooOldGoesWhileNobodyCalls() throws IOException {
    var old = Files.createDirectories(folder.resolve("2026-11-13/120000.000_m_r"));
    Files.setLastModifiedTime(old, FileTime.from(NOW));
    try (var writer = new PageWriter(log(1000, Duration.ofMillis(20)))) {
      assertThat(writer.problem()).isEmpty();
      clock.advance(Duration.ofSeconds(1));
      await().atMost(Duration.ofSeconds(60)).until(() -> !Files.exists(old));
    }
  }
}
