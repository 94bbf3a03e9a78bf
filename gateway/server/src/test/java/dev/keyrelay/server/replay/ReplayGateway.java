package dev.keyrelay.server.replay;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.limit.CooldownKey;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.usage.Usage;
import dev.keyrelay.providers.anthropic.AnthropicFactory;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.providers.demo.Script;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.providers.gemini.GeminiFactory;
import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;

/** One gateway with a provider of every dialect, whose upstream answers what it is told to. */
final class ReplayGateway implements AutoCloseable {

  private static final String KEY = "client-key-of-the-replay";

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path home;
  private final Gateway gateway;
  private volatile Script script = Replay.json(500, "{}");

  ReplayGateway(String... variables) {
    var all = new HashMap<String, String>();
    all.put("PROXY_API_KEY", KEY);
    all.put("KEYRELAY_SALT", "tests");
    for (String provider : List.of("OPENAI", "ANTHROPIC", "GEMINI", "CHATONLY", "RESPONSESONLY")) {
      all.put(provider + "_API_KEY_1", provider + "-secret-key-0001");
      all.put(provider + "_API_BASE", upstream.uri().toString());
    }
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    upstream.on(_ -> true).answer((request, answer) -> script.play(request, answer));
    try {
      this.home = Files.createTempDirectory("keyrelay-replay");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var settings = new Settings(Environment.of(all), new Findings());
    var factories =
        List.of(
            new AnthropicFactory(),
            new GeminiFactory(),
            new OpenAiFactory(),
            new OneDialect("chatonly", Dialect.OPENAI_CHAT),
            new OneDialect("responsesonly", Dialect.OPENAI_RESPONSES));
    this.gateway =
        Gateway.start(
            Configuration.of(new Home(home), settings),
            Plugins.of(factories),
            ClientKeys.of(new Home(home), settings, new Random(1)),
            ServerOptions.defaults().listeningOn("127.0.0.1", 0));
  }

  ScriptedUpstream upstream() {
    return upstream;
  }

  Engine engine() {
    return gateway.engine();
  }

  /** What upstream answers from now on. */
  void answers(Script next) {
    script = next;
  }

  /** Upstream answers a recording, a stream of it in chunks of so many bytes. */
  void answers(Recording recording, int chunkBytes) {
    if (recording.streaming()) {
      answers(Replay.text(new String(recording.answer(), StandardCharsets.UTF_8), chunkBytes));
    } else {
      var headers = Headers.of("Content-Type", "application/json");
      answers(Replay.answer(recording.status(), headers, recording.answer()));
    }
  }

  HttpResponse<byte[]> post(String path, String body) {
    return post(path, body.getBytes(StandardCharsets.UTF_8));
  }

  HttpResponse<byte[]> post(String path, byte[] body) {
    return send(path, body, BodyHandlers.ofByteArray());
  }

  /** Posts, and leaves the reading of the answer to the caller, who may close it before its end. */
  HttpResponse<InputStream> open(String path, String body) {
    return send(path, body.getBytes(StandardCharsets.UTF_8), BodyHandlers.ofInputStream());
  }

  private <T> HttpResponse<T> send(String path, byte[] body, BodyHandler<T> handler) {
    var request =
        HttpRequest.newBuilder(java.net.URI.create(gateway.uri() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + KEY)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends all cooldowns, so that a failure before does not matter. */
  void forgive() {
    var cooldowns = engine().wiring().cooldowns();
    var keys = new ArrayList<CooldownKey>();
    cooldowns.forEach((key, _) -> keys.add(key));
    keys.forEach(cooldowns::clear);
  }

  /** What a provider's only credential was used for. */
  Usage usage(String provider) {
    var wiring = engine().wiring();
    var pool = engine().providers().get(provider).pool();
    String credential = pool.members().getFirst().credential().id();
    return wiring
        .ledger()
        .usage(provider, credential, wiring.clock().instant())
        .orElseThrow()
        .own()
        .totals();
  }

  /** How many leases are open. */
  int inFlight() {
    return engine().providers().values().stream().mapToInt(one -> one.pool().inFlight()).sum();
  }

  @Override
  public void close() {
    http.shutdownNow();
    gateway.close();
    upstream.close();
    try (var files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
