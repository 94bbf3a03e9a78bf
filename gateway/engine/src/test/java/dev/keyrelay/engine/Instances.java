package dev.keyrelay.engine;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.dispatch.Answer;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.state.redis.LocalRedis;
import dev.keyrelay.engine.state.redis.RedisState;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.Usage;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.spi.Credential;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Engines with the same credentials of one provider, and a Redis between them. */
final class Instances implements AutoCloseable {

  static final String MODEL = "gpt-test";

  final LocalRedis redis = new LocalRedis();
  final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final List<Engine> open = new ArrayList<>();
  private final int keys;

  /** No engine yet. */
  Instances(int keys) {
    this.keys = keys;
  }

  static String key(int number) {
    return "sk-of-several-instances-" + number;
  }

  Engine start(Map<String, String> more) {
    return start(more, RedisState.running(redis.url(), InstantSource.system()));
  }

  Engine start(Map<String, String> more, RedisState state) {
    var variables = new HashMap<>(more);
    variables.put("OPENAI_API_BASE", upstream.openAiUri().toString());
    IntStream.rangeClosed(1, keys).forEach(n -> variables.put("OPENAI_API_KEY_" + n, key(n)));
    variables.put("KEYRELAY_SALT", "shared");
    var settings = new Settings(Environment.of(variables), new Findings());
    var engine =
        Engine.of(
            Configuration.of(new Home(Path.of("")), settings),
            Plugins.of(List.of(new OpenAiFactory())),
            state);
    open.add(engine);
    return engine;
  }

  /**
   * Asks an engine something.
   *
   * @param more further members of the request, each with a comma before it
   * @param texts what user and assistant have said in turn
   */
  String ask(Engine engine, String more, String... texts) throws Exception {
    var turns = new ArrayList<String>();
    for (int i = 0; i < texts.length; i++) {
      String role = i % 2 == 0 ? "user" : "assistant";
      turns.add("{\"role\":\"" + role + "\",\"content\":\"" + texts[i] + "\"}");
    }
    var answer =
        engine.chat("{\"model\":\"openai/" + MODEL + "\",\"messages\":" + turns + more + "}");
    return new String(((Answer.Whole) answer).body(), StandardCharsets.UTF_8);
  }

  /** The key of the last request that upstream saw. */
  String lastKey() {
    return upstream.requests().getLast().key().orElse("");
  }

  static String id(Engine engine, String key) {
    return engine.providers().get("openai").pool().members().stream()
        .map(member -> member.credential())
        .filter(one -> one instanceof Credential.ApiKey api && api.key().matches(key))
        .map(Credential::id)
        .findFirst()
        .orElseThrow();
  }

  Subject subject(Engine engine, int key) {
    return new Subject("openai", id(engine, key(key)), MODEL, Optional.empty());
  }

  /** How many attempts an engine knows of, its own and others'. */
  long attempts(Engine engine) {
    var wiring = engine.wiring();
    return IntStream.rangeClosed(1, keys)
        .mapToObj(
            n -> wiring.ledger().usage("openai", id(engine, key(n)), wiring.clock().instant()))
        .flatMap(Optional::stream)
        .map(usage -> usage.own().totals())
        .mapToLong(Usage::requests)
        .sum();
  }

  @Override
  public void close() {
    open.forEach(Engine::close);
    upstream.close();
    redis.close();
  }
}
