package dev.keyrelay.engine.state.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisSentinel;

/** Servers that are set up in other ways than the plain one, and what is said of their troubles. */
class KindsOfRedisTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PATIENT = "?timeout=30s";

  @TempDir private Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<Integer> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    log.start();
    ((Logger) LoggerFactory.getLogger(RedisLink.class)).addAppender(log);
  }

  @AfterEach
  void close() throws Exception {
    ((Logger) LoggerFactory.getLogger(RedisLink.class)).detachAppender(log);
    for (var one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void aUserWithTheRightsThatTheDocumentationNamesIsEnough() {
    var redis =
        redis(
            "user default off",
            "user keyrelay on >secret ~{keyrelay}:* +@read +@write +@scripting +@connection +time");

    assertShared("redis://keyrelay:secret@127.0.0.1:" + redis.port() + "/0" + PATIENT);
  }

  @Test
  void databasesHaveStatesOfTheirOwn() {
    String server = "redis://127.0.0.1:" + redis().port();
    assertShared(server + "/3" + PATIENT);

    assertThat(state(server + "/4" + PATIENT).get("text")).isEmpty();
    assertThat(state(server + "/3" + PATIENT).get("text")).contains("kept");
  }

  @Test
  void aWrongPasswordIsSaidAndNeverQuoted() {
    var redis = redis("requirepass right");

    var state = state("redis://:swordfish@127.0.0.1:" + redis.port() + PATIENT);

    assertServesAlone(state, "WRONGPASS", "user and a password");
    assertThat(state.problems().getFirst()).doesNotContain("swordfish");
  }

  @Test
  void aMissingPasswordIsSaid() {
    assertServesAlone(
        state(redis("requirepass right").url()), "NOAUTH", "must name a user and a password");
  }

  @Test
  void missingRightsAreSaid() {
    var redis = redis("user keyrelay on >secret ~other:* +@all");

    var state = state("redis://keyrelay:secret@127.0.0.1:" + redis.port() + PATIENT);

    assertServesAlone(state, "NOPERM", "~{keyrelay}:*");
  }

  @Test
  void aReplicaIsRefusedUntilItIsThePrimary() {
    var primary = redis();
    var replica = redis("replicaof 127.0.0.1 " + primary.port());
    await().atMost(PATIENCE).until(() -> asked(replica, c -> c.info("replication")).contains("up"));
    var state = state(replica.url());
    assertServesAlone(state, "READONLY", "must name the primary");

    asked(replica, c -> c.replicaofNoOne());

    assertServesAgain(state);
  }

  @Test
  void aFullMemoryIsSaidUntilThereIsRoom() {
    var redis = redis();
    var state = state(redis.url());
    asked(redis, c -> c.configSet("maxmemory", "1"));
    assertServesAlone(state, "OOM", "maxmemory");

    asked(redis, c -> c.configSet("maxmemory", "0"));

    assertServesAgain(state);
  }

  @Test
  void aNodeOfAClusterLeadsToTheOneThatHasTheKeys() {
    int bus = LocalRedis.freePort();
    var empty = node(LocalRedis.freePort());
    var full = node(bus);
    asked(full, c -> c.clusterAddSlots(IntStream.range(0, 16384).toArray()));
    var meet = new CommandArgs<>(StringCodec.UTF8).add("MEET").add("127.0.0.1");
    meet.add(full.port()).add(bus);
    asked(empty, c -> c.dispatch(CommandType.CLUSTER, new StatusOutput<>(StringCodec.UTF8), meet));
    for (var node : List.of(empty, full)) {
      await().atMost(PATIENCE).until(() -> asked(node, c -> c.clusterInfo()).contains("state:ok"));
    }

    assertShared(empty.url());

    assertThat(news(full)).isPositive();
  }

  private LocalRedis node(int bus) {
    return redis(
        "cluster-enabled yes",
        "cluster-port " + bus,
        "cluster-config-file " + folder.resolve("nodes-" + bus));
  }

  @Test
  void sentinelsLeadToThePrimary() {
    var primary = redis();
    int port = LocalRedis.freePort();
    var sentinel =
        RedisSentinel.builder()
            .redisExecProvider(LocalRedis.program())
            .port(port)
            .masterName("keyrelay")
            .masterPort(primary.port())
            .quorumSize(1)
            .build();
    sentinel.start();
    open.add(sentinel::stop);

    assertShared("redis-sentinel://127.0.0.1:" + port + "/0" + PATIENT + "#keyrelay");

    assertThat(news(primary)).isPositive();
  }

  private void assertShared(String url) {
    var one = state(url);
    var other = state(url);
    other.subscribe(news -> heard.add(news.path("number").asInt()));
    one.subscribe(_ -> {});

    one.publish(JsonNodeFactory.instance.objectNode().put("number", 7));
    assertThat(one.takeSlot("c", 1)).isPresent();
    assertThat(other.takeSlot("c", 1)).isEmpty();
    assertThat(other.lock("x", PATIENCE)).isPresent();
    one.put("text", "kept", PATIENCE);
    assertThat(other.get("text")).contains("kept");
    var texts = one.texts("t", 10_000, PATIENCE);
    texts.put("a", Optional.empty(), "said");
    assertThat(texts.find("a", 1)).isPresent();
    one.flush();
    other.catchUp();

    assertThat(heard).containsExactly(7);
    assertThat(one.problems()).isEmpty();
    assertThat(other.problems()).isEmpty();
    assertThat(log.list).isEmpty();
  }

  /** Decides by itself, and says once what the matter is. */
  private void assertServesAlone(RedisState state, String... said) {
    state.subscribe(_ -> {});
    state.publish(JsonNodeFactory.instance.objectNode().put("number", 1));
    for (int i = 0; i < 5; i++) {
      state.flush();
      assertThat(state.takeSlot("c", 1)).isPresent();
      state.catchUp();
      assertThat(state.reachable()).isFalse();
    }
    assertThat(state.problems()).hasSize(1);
    assertThat(state.problems().getFirst()).contains("127.0.0.1").contains(said);
    assertThat(log.list).hasSize(1);
    assertThat(log.list.getFirst().getFormattedMessage()).contains(said);
  }

  private void assertServesAgain(RedisState state) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              state.flush();
              return state.problems().isEmpty();
            });
    assertThat(state.takeSlot("c", 1)).isPresent();
    assertThat(state.takeSlot("c", 1)).isEmpty();
    assertThat(log.list.getLast().getFormattedMessage()).contains("serves again");
  }

  private LocalRedis redis(String... settings) {
    var redis = new LocalRedis(settings);
    open.add(redis);
    return redis;
  }

  private RedisState state(String url) {
    var state = RedisState.asleep(url, InstantSource.system());
    open.add(state);
    return state;
  }

  private static long news(LocalRedis redis) {
    return asked(redis, c -> c.xlen("{keyrelay}:news"));
  }

  private static <T> T asked(
      LocalRedis redis, Function<RedisCommands<String, String>, T> question) {
    try (var client = RedisClient.create(redis.url())) {
      return question.apply(client.connect().sync());
    }
  }
}
