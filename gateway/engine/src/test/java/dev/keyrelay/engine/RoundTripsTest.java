package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.engine.state.redis.RedisCommandsSeen;
import dev.keyrelay.engine.state.redis.RedisState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often an instance asks Redis. It is one that asks only when told to, as in a function. */
class RoundTripsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int REQUESTS = 40;

  private final Instances instances = new Instances(3);

  @AfterEach
  void close() {
    instances.close();
  }

  private Engine start(Map<String, String> more) {
    return instances.start(more, RedisState.asleep(instances.redis.url(), InstantSource.system()));
  }

  @Test
  void requestsThatShareNoLimitAskNothingAndAreToldTogether() throws Exception {
    var engine = start(Map.of());
    try (var seen = new RedisCommandsSeen(instances.redis.url())) {
      for (int i = 0; i < REQUESTS; i++) {
        instances.ask(engine, "", "Question " + i);
      }
      assertThat(seen.count()).isZero();

      engine.wiring().state().flush();

      // News are told, the right to write rows is taken, rows are written.
      assertThat(seen.count()).isBetween(1, 3);
    }
    var other = start(Map.of());
    assertThat(instances.attempts(other)).isEqualTo(REQUESTS);
  }

  @Test
  void aRequestThatSharesASlotAsksOnceAndGivesItBackWithoutWaiting() throws Exception {
    var engine = start(Map.of("MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI", "100"));
    try (var seen = new RedisCommandsSeen(instances.redis.url())) {
      for (int i = 0; i < REQUESTS; i++) {
        instances.ask(engine, "", "Question " + i);
      }

      await().atMost(PATIENCE).until(() -> seen.count("ZREM") == REQUESTS);
      assertThat(seen.count("EVAL")).isEqualTo(REQUESTS);
      assertThat(seen.count()).isEqualTo(2 * REQUESTS);
    }
  }
}
