package dev.keyrelay.engine.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.StateException;
import dev.keyrelay.engine.state.StateKey;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisStateTest {

  private static final StateKey KEY = new StateKey("p", "c", "n");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LocalRedis redis = new LocalRedis();
  private final List<RedisState> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(RedisState::close);
    redis.close();
  }

  @Test
  void instancesHearOneAnotherInOneOrderAndNotThemselves() {
    var first = new Listener(running());
    var second = new Listener(running());

    for (int i = 0; i < 50; i++) {
      first.state.publish(number(i));
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(second.heard).hasSize(50).isSortedAccordingTo(Integer::compare));
    assertThat(first.heard).isEmpty();
  }

  @Test
  void aConnectionThatIsLostAsSoonAsItIsOpenIsSaid() {
    Instant noTimePasses = Instant.parse("2030-01-01T00:00:00Z");
    var state = RedisState.asleep(redis.url(), () -> noTimePasses);
    open.add(state);
    assertThat(state.reachable()).isTrue();

    redis.kill();

    await().atMost(PATIENCE).until(() -> !state.reachable());
    assertThat(state.problems()).singleElement().asString().contains("cannot be reached");
  }

  @Test
  void whoStartsLaterReadsWhatIsKnownAndThenOnlyWhatIsNew() {
    var section = new Numbers();
    var first = asleep();
    first.register(section);
    var earlier = new Listener(first);
    section.changed(KEY, 7);
    first.publish(number(1));
    first.flush();

    var later = new Numbers();
    var second = asleep();
    second.register(later);
    var listener = new Listener(second);
    assertThat(later.values).containsEntry(KEY, 7);
    assertThat(listener.heard).isEmpty();
    first.publish(number(2));
    first.flush();
    second.catchUp();

    assertThat(listener.heard).containsExactly(2);
    assertThat(earlier.heard).isEmpty();
  }

  @Test
  void aStopWritesEveryRowHoweverManyChanged() {
    var many = 3 * Section.MANY + 7;
    var section = new Numbers();
    var first = running();
    first.register(section);
    new Listener(first);
    for (int i = 0; i < many; i++) {
      section.changed(new StateKey("p", "c", "n" + i), i);
    }
    open.remove(first);
    first.close();

    var later = new Numbers();
    asleep().register(later);
    assertThat(later.values).isEqualTo(section.values).hasSize(many);
  }

  @Test
  void rowsThatCouldNotBeWrittenAreWrittenLater() {
    var section = new Numbers();
    var state = asleep();
    state.register(section);
    new Listener(state);
    state.flush();
    section.changed(KEY, 7);
    section.whenAsked = redis::kill;
    state.flush();
    section.whenAsked = () -> {};
    assertThat(section.changed).isEmpty();
    redis.start();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              state.flush();
              var later = new Numbers();
              asleep().register(later);
              assertThat(later.values).containsEntry(KEY, 7);
            });
  }

  @Test
  void slotsAreSharedAndGivenBack() {
    var first = asleep();
    var second = asleep();
    new Listener(first);
    new Listener(second);
    var one = first.takeSlot("c", 2);
    assertThat(one).isPresent();
    assertThat(second.takeSlot("c", 2)).isPresent();
    assertThat(first.takeSlot("c", 2)).isEmpty();
    assertThat(second.takeSlot("c", 2)).isEmpty();
    assertThat(second.takeSlot("another", 2)).isPresent();

    one.orElseThrow().run();
    first.flush();

    assertThat(second.takeSlot("c", 2)).isPresent();
  }

  @Test
  void aLockHasOneHolder() {
    var first = asleep();
    var second = asleep();
    var held = first.lock("refresh", Duration.ofMinutes(1));
    assertThat(held).isPresent();
    assertThat(second.lock("refresh", Duration.ofMinutes(1))).isEmpty();

    held.orElseThrow().run();

    assertThat(second.lock("refresh", Duration.ofMinutes(1))).isPresent();
  }

  @Test
  void aConnectionThatWasClosedIsOpenedAgainByTheNextExchange() {
    var state = asleep();
    var listener = new Listener(state);
    assertThat(connections()).isEqualTo(1);

    state.disconnect();
    await().atMost(PATIENCE).until(() -> connections() == 0);
    var other = asleep();
    new Listener(other);
    other.publish(number(1));
    other.flush();
    state.catchUp();

    assertThat(listener.heard).containsExactly(1);
    assertThat(state.problems()).isEmpty();
  }

  @Test
  void whoBecameAnotherIsHeardByOthersAndDoesNotHearItself() {
    var name = new Instance();
    String before = name.name();
    name.rename();
    assertThat(name.name()).isNotEqualTo(before);

    var copied = asleep();
    var listener = new Listener(copied);
    copied.publish(number(1));
    copied.flush();
    copied.becomeAnother();
    copied.publish(number(2));
    copied.flush();
    var other = new Listener(asleep());
    copied.publish(number(3));
    copied.flush();
    other.state.catchUp();

    assertThat(listener.heard).isEmpty();
    assertThat(other.heard).contains(3);
  }

  /** Without the one that asks. */
  private long connections() {
    try (var client = RedisClient.create(redis.url())) {
      return client.connect().sync().clientList().lines().count() - 1;
    }
  }

  @Test
  void textsAreKeptForAllInstances() {
    asleep().put("token:c", "sealed", Duration.ofMinutes(1));

    assertThat(asleep().get("token:c")).contains("sealed");
    assertThat(asleep().get("token:d")).isEmpty();
  }

  @Test
  void whileRedisIsAwayEveryInstanceGoesOnAloneAndThenTellsTheOthers() {
    var first = new Listener(running());
    var second = new Listener(running());
    first.state.publish(number(1));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(second.heard).containsExactly(1));

    redis.kill();
    await().atMost(PATIENCE).until(() -> !first.state.problems().isEmpty());
    assertThat(first.state.problems().getFirst()).contains("127.0.0.1", "KEYRELAY_REDIS_URL");
    assertThat(first.state.takeSlot("c", 1)).isPresent();
    assertThat(first.state.lock("x", Duration.ofSeconds(1))).isEmpty();
    first.state.publish(number(2));

    redis.start();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(second.heard).containsExactly(1, 2));
    await().atMost(PATIENCE).until(() -> first.state.problems().isEmpty());
  }

  @Test
  void whatARedisForgotBeforeOthersHeardItIsToldAgain() {
    var first = new Listener(asleep());
    var second = new Listener(asleep());
    first.state.publish(number(1));
    first.state.flush();
    second.state.catchUp();
    first.state.publish(number(2));
    first.state.flush();

    redis.kill();
    redis.start();
    first.state.publish(number(3));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              first.state.flush();
              second.state.catchUp();
              assertThat(second.heard).containsExactly(1, 2, 3);
            });
  }

  @Test
  void whatIsToldAgainIsHeardOnce() {
    var first = new Listener(asleep());
    var second = new Listener(asleep());
    first.state.publish(number(1));
    first.state.flush();
    first.state.disconnect();
    first.state.publish(number(2));
    first.state.flush();
    second.state.catchUp();

    assertThat(stream()).isEqualTo(3);
    assertThat(second.heard).containsExactly(1, 2);
    assertThat(new Listener(asleep()).heard).containsExactly(1, 2);
  }

  private long stream() {
    try (var client = RedisClient.create(redis.url())) {
      return client.connect().sync().xlen("{keyrelay}:news");
    }
  }

  @Test
  void anInstanceThatStartsWhileRedisIsAwayJoinsLater() {
    redis.kill();
    var alone = new Listener(running());
    alone.state.publish(number(1));
    redis.start();
    var other = new Listener(running());

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(other.heard).containsExactly(1));
  }

  @Test
  void anAddressThatIsNoneIsRefusedWithoutQuotingIt() {
    assertThatThrownBy(() -> RedisState.asleep("http://:secret@host", InstantSource.system()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("KEYRELAY_REDIS_URL")
        .hasMessageNotContaining("secret");
  }

  private RedisState running() {
    return kept(RedisState.running(redis.url(), InstantSource.system()));
  }

  private RedisState asleep() {
    return kept(RedisState.asleep(redis.url(), InstantSource.system()));
  }

  private RedisState kept(RedisState state) {
    open.add(state);
    return state;
  }

  private static ObjectNode number(int number) {
    return JsonNodeFactory.instance.objectNode().put("number", number);
  }

  private static final class Listener {
    private final RedisState state;
    private final List<Integer> heard = new CopyOnWriteArrayList<>();

    Listener(RedisState state) {
      this.state = state;
      state.subscribe(news -> heard.add(news.path("number").asInt()));
    }
  }

  private static final class Numbers implements Section {
    private final Map<StateKey, Integer> values = new ConcurrentHashMap<>();
    private Runnable whenAsked = () -> {};
    private final Queue<StateKey> changed = new ConcurrentLinkedQueue<>();

    void changed(StateKey key, int value) {
      values.put(key, value);
      changed.add(key);
    }

    @Override
    public String name() {
      return "numbers";
    }

    @Override
    public void load(StateKey key, JsonNode row) {
      values.put(key, row.path("v").asInt());
    }

    @Override
    public void drain(Sink sink) {
      whenAsked.run();
      for (int left = MANY; left > 0; left--) {
        var key = changed.poll();
        if (key == null) {
          return;
        }
        sink.put(key, JsonNodeFactory.instance.objectNode().put("v", values.get(key)));
      }
    }
  }
}
