package dev.keyrelay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.state.redis.LocalRedis;
import dev.keyrelay.engine.state.redis.RedisState;
import dev.keyrelay.engine.usage.Usage;
import dev.keyrelay.providers.demo.Answer;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ReceivedRequest;
import dev.keyrelay.providers.demo.Script;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.spi.Credential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two engines with the same credentials, and a Redis between them. */
class TwoInstancesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String FIRST_KEY = "sk-first-of-two-instances";
  private static final String SECOND_KEY = "sk-second-of-two-instances";

  private final LocalRedis redis = new LocalRedis();
  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final List<Engine> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Engine::close);
    upstream.close();
    redis.close();
  }

  @Test
  void aKeyThatOneInstanceCooledDownIsLeftAloneByTheOther() throws Exception {
    var one = engine(Map.of());
    var other = engine(Map.of());
    upstream.onKey(FIRST_KEY).answer(Faults.rateLimited(Duration.ofSeconds(90)));

    ask(one);
    await().atMost(PATIENCE).until(() -> cooling(other).contains(id(other, FIRST_KEY)));
    ask(other);

    assertThat(upstream.requests())
        .extracting(request -> request.key().orElse(""))
        .containsExactly(FIRST_KEY, SECOND_KEY, SECOND_KEY);
  }

  @Test
  void aCooldownThatOneInstanceEndsIsOverForTheOther() throws Exception {
    var one = engine(Map.of());
    var other = engine(Map.of());
    upstream.onKey(FIRST_KEY).answer(Faults.rateLimited(Duration.ofSeconds(90)));
    ask(one);
    await().atMost(PATIENCE).until(() -> !cooling(other).isEmpty());

    var cooldowns = one.wiring().cooldowns();
    cooldowns.of("openai", id(one, FIRST_KEY)).keySet().forEach(cooldowns::clear);

    await().atMost(PATIENCE).until(() -> cooling(other).isEmpty());
  }

  @Test
  void whatOneInstanceUsesCountsInTheOtherAndInOneThatStartsLater() throws Exception {
    var one = engine(Map.of());
    var other = engine(Map.of());
    for (int i = 0; i < 5; i++) {
      ask(one);
    }
    ask(other);

    for (var engine : List.of(one, other)) {
      await().atMost(PATIENCE).until(() -> used(engine).successes() == 6);
    }
    assertThat(used(other).tokens()).isEqualTo(used(one).tokens());
    var later = engine(Map.of());
    await().atMost(PATIENCE).until(() -> used(later).successes() == 6);
    ask(later);
    await().atMost(PATIENCE).until(() -> used(one).successes() == 7);
    assertThat(used(later).successes()).isEqualTo(7);
  }

  @Test
  void theMostRequestsAtOnceHoldForAllInstancesTogether() throws Exception {
    var limit = Map.of("MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI", "1");
    var one = engine(limit);
    var other = engine(limit);
    var together = new Together(2);
    upstream.onModel("gpt-test").answer(together);
    try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<?>>();
      for (int i = 0; i < 6; i++) {
        var engine = i % 2 == 0 ? one : other;
        answers.add(calls.submit(() -> ask(engine)));
      }
      for (var answer : answers) {
        answer.get();
      }
    }
    assertThat(together.most.get()).isEqualTo(2);
  }

  /**
   * Holds the first requests until so many are there, every other for a while, and counts how many
   * there are at most. A request counts until before the first byte of its answer, so that none
   * counts that its client knows to be over.
   */
  private static final class Together implements Script {

    private static final Duration A_WHILE = Duration.ofMillis(200);

    private final CountDownLatch first;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAccumulator most = new LongAccumulator(Math::max, 0);

    Together(int first) {
      this.first = new CountDownLatch(first);
    }

    @Override
    public void play(ReceivedRequest request, Answer answer) throws IOException {
      most.accumulate(open.incrementAndGet());
      first.countDown();
      try {
        first.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      answer.pause(A_WHILE);
      open.decrementAndGet();
      ChatScript.echo().play(request, answer);
    }
  }

  @Test
  void killingRedisUnderLoadLosesNoRequest() throws Exception {
    var one = engine(Map.of("MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI", "50"));
    var other = engine(Map.of("MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI", "50"));
    try (var calls = Executors.newFixedThreadPool(4)) {
      var answers = new ArrayList<Future<?>>();
      for (int i = 0; i < 200; i++) {
        var engine = i % 2 == 0 ? one : other;
        answers.add(calls.submit(() -> ask(engine)));
        if (i == 60) {
          answers.get(40).get();
          redis.kill();
        }
      }
      for (var answer : answers) {
        answer.get();
      }
    }
    assertThat(upstream.requests()).hasSize(200);
    await().atMost(PATIENCE).until(() -> !one.wiring().state().problems().isEmpty());

    redis.start();
    ask(one);
    await().atMost(PATIENCE).until(() -> one.wiring().state().problems().isEmpty());
    await().atMost(PATIENCE).until(() -> used(other).successes() >= used(one).successes());
  }

  private Engine engine(Map<String, String> more) {
    var variables = new HashMap<>(more);
    variables.put("OPENAI_API_BASE", upstream.openAiUri().toString());
    variables.put("SESSION_STICKY_ENTRY_TTL_SECONDS", "0");
    variables.put("OPENAI_API_KEY_1", FIRST_KEY);
    variables.put("OPENAI_API_KEY_2", SECOND_KEY);
    variables.put("KEYRELAY_SALT", "shared");
    var settings = new Settings(Environment.of(variables), new Findings());
    var engine =
        Engine.of(
            Configuration.of(new Home(Path.of("")), settings),
            Plugins.of(List.of(new OpenAiFactory())),
            RedisState.running(redis.url(), InstantSource.system()));
    open.add(engine);
    return engine;
  }

  private static String ask(Engine engine) throws Exception {
    var answer =
        engine.chat(
            "{\"model\":\"openai/gpt-test\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    return new String(
        ((dev.keyrelay.engine.dispatch.Answer.Whole) answer).body(), StandardCharsets.UTF_8);
  }

  private static List<String> cooling(Engine engine) {
    var now = engine.wiring().clock().instant();
    var ids = new ArrayList<String>();
    engine
        .wiring()
        .cooldowns()
        .forEach(
            (key, cooldown) -> {
              if (cooldown.active(now)) {
                ids.add(key.credential());
              }
            });
    return ids;
  }

  private static String id(Engine engine, String key) {
    return engine.providers().get("openai").pool().members().stream()
        .map(member -> member.credential())
        .filter(one -> one instanceof Credential.ApiKey api && api.key().matches(key))
        .map(Credential::id)
        .findFirst()
        .orElseThrow();
  }

  private static Usage used(Engine engine) {
    var wiring = engine.wiring();
    return wiring
        .ledger()
        .usage("openai", id(engine, FIRST_KEY), wiring.clock().instant())
        .orElseThrow()
        .own()
        .totals();
  }
}
