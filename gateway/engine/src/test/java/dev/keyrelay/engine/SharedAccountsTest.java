package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyrelay.engine.account.RotatingVendor;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.state.redis.LocalRedis;
import dev.keyrelay.engine.state.redis.RedisState;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two engines with the same OAuth account in their environment, and a Redis between them. */
class SharedAccountsTest {

  private static final Map<String, String> MASTER_KEY =
      Map.of("KEYRELAY_MASTER_KEY", "0123456789abcdef".repeat(4));
  private static final Instant OVER = Instant.ofEpochSecond(1_700_000_000);

  /** Later than the end of what the vendor gives. */
  private static final Instant LATER = Instant.now().plus(Duration.ofDays(1));

  private final LocalRedis redis = new LocalRedis();
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final RotatingVendor vendor = new RotatingVendor();
  private final List<Engine> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Engine::close);
    upstream.close();
    redis.close();
  }

  @Test
  void aTokenThatOneInstanceRenewedServesTheOtherAndOneThatStartsLater() throws Exception {
    ask(engine(MASTER_KEY, OVER));
    ask(engine(MASTER_KEY, OVER));
    ask(engine(MASTER_KEY, OVER));

    assertThat(vendor.shown()).containsExactly("refresh-token-0");
    assertThat(tokens()).containsOnly("access-token-1").hasSize(3);
  }

  @Test
  void instancesThatNeedATokenAtOnceAskForOne() throws Exception {
    var engines = List.of(engine(MASTER_KEY, OVER), engine(MASTER_KEY, OVER));
    try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<Callable<Void>>();
      for (var engine : engines) {
        asked.add(
            () -> {
              ask(engine);
              return null;
            });
      }
      for (var answer : calls.invokeAll(asked)) {
        answer.get();
      }
    }
    assertThat(vendor.shown()).containsExactly("refresh-token-0");
  }

  @Test
  void aRefusedTokenIsRenewedByWhoeverMeetsTheRefusalFirstWithTheNewestRefreshToken()
      throws Exception {
    var one = engine(MASTER_KEY, LATER);
    var other = engine(MASTER_KEY, LATER);
    ask(one);
    upstream.onKey("access-token-0").answer(Faults.status(401));
    ask(one);
    ask(other);
    upstream.onKey("access-token-1").answer(Faults.status(401));
    ask(other);
    ask(one);

    assertThat(vendor.shown()).containsExactly("refresh-token-0", "refresh-token-1");
    assertThat(tokens()).endsWith("access-token-1", "access-token-2");
  }

  @Test
  void aTokenWithoutKnownEndGivesWayToTheOneOfAnotherInstance() throws Exception {
    var one = engine(MASTER_KEY, null);
    var other = engine(MASTER_KEY, null);
    upstream.onKey("access-token-0").answer(Faults.status(401));
    ask(one);
    ask(other);

    assertThat(vendor.shown()).containsExactly("refresh-token-0");
  }

  @Test
  void anEngineThatWasSuspendedServesAndSharesAgain() throws Exception {
    var one = engine(MASTER_KEY, OVER);
    one.suspend();
    assertThatThrownBy(() -> ask(one)).isInstanceOf(GatewayException.class);
    one.resume();
    ask(one);
    ask(engine(MASTER_KEY, OVER));

    assertThat(vendor.shown()).containsExactly("refresh-token-0");
  }

  @Test
  void nothingOfAnAccountCanBeReadInRedis() throws Exception {
    ask(engine(MASTER_KEY, OVER));

    String kept = accountInRedis();
    assertThat(kept).startsWith("{\"encrypted\":\"");
    assertThat(everythingInRedis())
        .contains(kept)
        .doesNotContain("access-token", "refresh-token", "secret-of-the-client", "me@example.com");
  }

  @Test
  void whatNobodyWithTheMasterKeyWroteIsNotUsed() throws Exception {
    var engine = engine(MASTER_KEY, OVER);
    putAccountInRedis(
        engine,
        "{\"of\":{\"id\":\"" + id(engine) + "\"},\"credential\":{\"access_token\":\"planted\"}}");
    ask(engine);

    assertThat(tokens()).containsExactly("access-token-1");
  }

  @Test
  void withoutAMasterKeyEachInstanceRenewsAlone() throws Exception {
    vendor.keepRefreshTokens();
    ask(engine(Map.of(), OVER));
    ask(engine(Map.of(), OVER));

    assertThat(tokens()).containsExactly("access-token-1", "access-token-2");
    assertThat(everythingInRedis()).doesNotContain("{keyrelay}:account:", "encrypted", "-token-");
  }

  @Test
  void withAnotherMasterKeyItRenewsAlone() throws Exception {
    ask(engine(MASTER_KEY, OVER));
    var other = engine(Map.of("KEYRELAY_MASTER_KEY", "f".repeat(64)), OVER);

    assertThatThrownBy(() -> ask(other)).isInstanceOf(GatewayException.class);
    assertThat(vendor.shown()).containsExactly("refresh-token-0", "refresh-token-0");
  }

  @Test
  void whatRedisHasFromBeforeTheOwnRenewalIsNotTakenBack() throws Exception {
    var engine = engine(MASTER_KEY, OVER);
    ask(engine);
    String before = accountInRedis();
    upstream.onKey("access-token-1").answer(Faults.status(401));
    ask(engine);
    putAccountInRedis(engine, before);
    upstream.onKey("access-token-2").answer(Faults.status(401));
    ask(engine);

    assertThat(vendor.shown())
        .containsExactly("refresh-token-0", "refresh-token-1", "refresh-token-2");
  }

  @Test
  void whileRedisIsAwayEachInstanceRenewsAlone() throws Exception {
    vendor.keepRefreshTokens();
    var one = engine(MASTER_KEY, OVER);
    var other = engine(MASTER_KEY, OVER);
    redis.kill();
    ask(one);
    ask(other);

    assertThat(tokens()).containsExactly("access-token-1", "access-token-2");
  }

  private Engine engine(Map<String, String> more, @org.jspecify.annotations.Nullable Instant end) {
    var variables = new HashMap<>(more);
    variables.put("OPENAI_API_BASE", upstream.openAiUri().toString());
    variables.put("OPENAI_1_ACCESS_TOKEN", "access-token-0");
    variables.put("OPENAI_1_REFRESH_TOKEN", "refresh-token-0");
    variables.put("OPENAI_1_EMAIL", "me@example.com");
    if (end != null) {
      variables.put("OPENAI_1_EXPIRY_DATE", String.valueOf(end.toEpochMilli()));
    }
    variables.put("KEYRELAY_SALT", "shared");
    var engine =
        Engine.of(
            Configuration.of(
                new Home(Path.of("")), new Settings(Environment.of(variables), new Findings())),
            Plugins.of(List.of(vendor)),
            RedisState.running(redis.url(), InstantSource.system()));
    open.add(engine);
    return engine;
  }

  private static void ask(Engine engine) throws Exception {
    engine.chat(
        "{\"model\":\"openai/gpt-test\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
  }

  private List<String> tokens() {
    return upstream.requests().stream().map(request -> request.key().orElse("")).toList();
  }

  private String accountInRedis() {
    try (var client = RedisClient.create(redis.url())) {
      var commands = client.connect().sync();
      return commands.get(commands.keys("{keyrelay}:account:*").getFirst());
    }
  }

  private void putAccountInRedis(Engine engine, String text) {
    try (var client = RedisClient.create(redis.url())) {
      client.connect().sync().set("{keyrelay}:account:" + id(engine), text);
    }
  }

  private static String id(Engine engine) {
    return engine.providers().get("openai").pool().members().getFirst().credential().id();
  }

  private String everythingInRedis() {
    var all = new StringBuilder();
    try (var client = RedisClient.create(redis.url())) {
      var commands = client.connect().sync();
      for (String key : commands.keys("*")) {
        all.append(key).append(' ');
        switch (commands.type(key)) {
          case "string" -> all.append(commands.get(key));
          case "hash" -> all.append(commands.hgetall(key));
          case "stream" ->
              all.append(commands.xrange(key, io.lettuce.core.Range.unbounded()).toString());
          case "zset" -> all.append(commands.zrange(key, 0, -1));
          default -> throw new AssertionError(key + " is a " + commands.type(key));
        }
        all.append('\n');
      }
    }
    return all.toString();
  }
}
