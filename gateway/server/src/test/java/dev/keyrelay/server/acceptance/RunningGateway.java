package dev.keyrelay.server.acceptance;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.limit.Cooldown;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.pool.CredentialPool;
import dev.keyrelay.engine.usage.Usage;
import dev.keyrelay.providers.demo.DemoProviderFactory;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.providers.openaicompatible.OpenAiCompatibleFactory;
import dev.keyrelay.spi.Credential;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway under test, with the scripted upstream behind its provider {@code openai}, on the host
 * of {@link ServerUnderTest}.
 */
final class RunningGateway implements AutoCloseable {

  /** What clients present unless {@code PROXY_API_KEY} is given. */
  static final String CLIENT_KEY = "client-key-of-the-acceptance-suite";

  private final ScriptedUpstream upstream;
  private final Path home;
  private final ServerUnderTest gateway;
  private final String clientKey;
  private final List<OpenAIClient> clients = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningGateway(ScriptedUpstream upstream, Path home, Map<String, String> variables) {
    this.upstream = upstream;
    this.home = home;
    this.clientKey = variables.getOrDefault("PROXY_API_KEY", "").split(",", 2)[0];
    var configuration = Configuration.read(new Home(home), variables);
    var keys = ClientKeys.of(configuration.home(), configuration.settings(), new SecureRandom());
    var factories =
        List.of(new DemoProviderFactory(), new OpenAiFactory(), new OpenAiCompatibleFactory());
    this.gateway = ServerUnderTest.Host.present().start(configuration, Plugins.of(factories), keys);
  }

  /**
   * Starts one without any file in its home folder.
   *
   * @param variables names and values in turn, added to {@code OPENAI_API_BASE} and {@code
   *     PROXY_API_KEY}
   */
  static RunningGateway with(String... variables) {
    return with(ScriptedUpstream.start(), variables);
  }

  /** Starts one before an upstream of the caller's, which is closed with it. */
  static RunningGateway with(ScriptedUpstream upstream, String... variables) {
    var all = new HashMap<String, String>();
    all.put("OPENAI_API_BASE", upstream.openAiUri().toString());
    all.put("PROXY_API_KEY", CLIENT_KEY);
    all.put("MODEL_INFO_REFRESH", "false");
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    try {
      return new RunningGateway(upstream, Files.createTempDirectory("keyrelay-home"), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ScriptedUpstream upstream() {
    return upstream;
  }

  Path home() {
    return home;
  }

  Engine engine() {
    return gateway.engine();
  }

  URI uri() {
    return gateway.uri();
  }

  /** The official SDK, without retries of its own. */
  OpenAIClient sdk() {
    return sdk(clientKey);
  }

  /** The official SDK of another user. */
  OpenAIClient sdk(String key) {
    var client =
        OpenAIOkHttpClient.builder()
            .baseUrl(uri() + "/v1")
            .apiKey(key)
            .maxRetries(0)
            .timeout(Duration.ofSeconds(60))
            .build();
    clients.add(client);
    return client;
  }

  /** Posts JSON with the client's key. */
  HttpResponse<String> post(String path, String json) {
    return send(request(path).POST(BodyPublishers.ofString(json)).build());
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  /** A request with the client's key. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri().resolve(path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + clientKey)
        .header("Content-Type", "application/json");
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  CredentialPool pool(String provider) {
    var active = engine().providers().get(provider);
    if (active == null) {
      throw new AssertionError(provider + " is not active; found " + engine().providers().keySet());
    }
    return active.pool();
  }

  /** The ids of a provider's credentials, in configured order. */
  List<String> credentials(String provider) {
    return pool(provider).members().stream().map(member -> member.credential().id()).toList();
  }

  /** The id of the credential with a key. */
  String credential(String provider, String key) {
    return pool(provider).members().stream()
        .map(CredentialPool.MemberView::credential)
        .filter(one -> one instanceof Credential.ApiKey api && api.key().matches(key))
        .map(Credential::id)
        .findFirst()
        .orElseThrow();
  }

  /** Every cooldown of a credential that has not ended. */
  List<Cooldown> cooldowns(String provider, String credential) {
    var now = engine().wiring().clock().instant();
    return engine().wiring().cooldowns().of(provider, credential).values().stream()
        .filter(cooldown -> cooldown.active(now))
        .toList();
  }

  /** Why a credential was set aside, whether or not it still is. */
  List<String> causes(String provider, String credential) {
    return engine().wiring().cooldowns().of(provider, credential).values().stream()
        .map(Cooldown::cause)
        .toList();
  }

  /** What a credential was used for. */
  Usage usage(String provider, String credential) {
    var wiring = engine().wiring();
    return wiring
        .ledger()
        .usage(provider, credential, wiring.clock().instant())
        .orElseThrow()
        .own()
        .totals();
  }

  @Override
  public void close() {
    clients.forEach(OpenAIClient::close);
    http.shutdownNow();
    upstream.close();
    gateway.close();
    try (var files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
