package dev.keyrelay.engine.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LIFE = Duration.ofSeconds(3);

  private final LocalRedis redis = new LocalRedis();

  @AfterEach
  void close() {
    redis.close();
  }

  @Test
  void aSlotOfAnInstanceThatWasKilledComesBack() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                HoldingChild.class.getName(),
                redis.url(),
                LIFE.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8);
        var survivor = RedisState.asleep(redis.url(), InstantSource.system())) {
      String line = output.readLine();
      while (line != null && !line.equals("taken")) {
        line = output.readLine();
      }
      assertThat(line).isEqualTo("taken");
      double taken = end();
      await().atMost(PATIENCE).until(() -> end() > taken);

      child.destroyForcibly();
      child.waitFor(60, TimeUnit.SECONDS);

      await().atMost(PATIENCE).until(() -> survivor.takeSlot("c", 1).isPresent());
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void aSlotThatIsGivenBackIsFreeWithoutAFlush() {
    try (var one = RedisState.asleep(redis.url(), InstantSource.system());
        var other = RedisState.asleep(redis.url(), InstantSource.system())) {
      var slot = one.takeSlot("c", 1);
      assertThat(slot).isPresent();
      assertThat(other.takeSlot("c", 1)).isEmpty();

      slot.orElseThrow().run();

      await().atMost(PATIENCE).until(() -> other.takeSlot("c", 1).isPresent());
    }
  }

  /** When the slot ends, as milliseconds of Redis's clock; 0 if nobody has it. */
  private double end() {
    try (var client = RedisClient.create(redis.url())) {
      return client.connect().sync().zrangeWithScores("{keyrelay}:slots:c", 0, -1).stream()
          .mapToDouble(slot -> slot.getScore())
          .max()
          .orElse(0);
    }
  }
}
