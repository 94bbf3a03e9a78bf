package dev.keyrelay.engine.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.engine.state.SharedTexts;
import dev.keyrelay.engine.state.SharedTexts.Link;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TextsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AGE = Duration.ofDays(30);

  private final LocalRedis redis = new LocalRedis();
  private RedisState one;
  private RedisState other;

  @BeforeEach
  void start() {
    one = RedisState.asleep(redis.url(), InstantSource.system());
    other = RedisState.asleep(redis.url(), InstantSource.system());
    one.subscribe(_ -> {});
    other.subscribe(_ -> {});
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    redis.close();
  }

  private static List<String> names(SharedTexts texts, String name) {
    return texts.find(name, 100).orElseThrow().stream().map(Link::name).toList();
  }

  @Test
  void aTextIsFoundWithThoseThatItFollowsByEveryInstance() {
    var texts = one.texts("t", 100_000, AGE);
    texts.put("a", Optional.empty(), "first");
    texts.put("b", Optional.of("a"), "second");
    texts.put("c", Optional.of("b"), "third");
    one.flush();

    var found = other.texts("t", 100_000, AGE).find("c", 2);

    assertThat(found)
        .contains(
            List.of(new Link("c", Optional.of("third")), new Link("b", Optional.of("second"))));
    assertThat(names(texts, "c")).containsExactly("c", "b", "a");
    assertThat(names(texts, "unknown")).isEmpty();
  }

  @Test
  void textsThatFollowOneAnotherInACircleAreFoundOnce() {
    var texts = one.texts("t", 100_000, AGE);
    texts.put("a", Optional.of("b"), "x");
    texts.put("b", Optional.of("a"), "y");
    one.flush();

    assertThat(names(texts, "a")).containsExactly("a", "b");
  }

  @Test
  void theLeastRecentlyUsedGoFirstWhenRoomIsShort() throws Exception {
    var texts = one.texts("t", 5_000, AGE);
    for (int i = 0; i < 20; i++) {
      texts.put("r" + i, Optional.empty(), "x".repeat(1_000));
      one.flush();
      assertThat(names(texts, "r0")).isNotEmpty();
    }

    try (var client = RedisClient.create(redis.url())) {
      var sync = client.connect().sync();
      assertThat(sync.hlen("{keyrelay}:t:texts")).isBetween(2L, 3L);
      assertThat(Long.parseLong(sync.get("{keyrelay}:t:bytes"))).isBetween(1L, 5_000L);
      assertThat(sync.hlen("{keyrelay}:t:previous")).isZero();
      assertThat(sync.zcard("{keyrelay}:t:since")).isLessThanOrEqualTo(3);
      assertThat(sync.pttl("{keyrelay}:t:texts")).isPositive();
    }
  }

  @Test
  void aTextThatIsTooOldIsGone() {
    var texts = one.texts("t", 5_000, Duration.ofSeconds(2));
    texts.put("old", Optional.empty(), "x");
    one.flush();

    await().atMost(PATIENCE).until(() -> names(texts, "old").isEmpty());
  }

  @Test
  void whatWasRemovedIsNotKeptAgain() {
    var texts = one.texts("t", 5_000, AGE);
    texts.put("a", Optional.empty(), "x");
    other.texts("t", 5_000, AGE).remove("a");
    texts.put("a", Optional.empty(), "late");
    one.flush();

    assertThat(texts.find("a", 1)).contains(List.of(new Link("a", Optional.empty())));
  }

  @Test
  void whatCouldNotBeKeptIsKeptWhenRedisIsBack() {
    var texts = one.texts("t", 5_000, AGE);
    redis.kill();
    texts.put("a", Optional.empty(), "x");
    assertThat(texts.find("a", 1)).isEmpty();
    redis.start();

    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              one.flush();
              return texts.find("a", 1).filter(links -> !links.isEmpty()).isPresent();
            });
  }
}
