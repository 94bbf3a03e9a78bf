package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.providers.anthropic.AnthropicFactory;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.providers.gemini.GeminiFactory;
import dev.keyrelay.providers.mistral.MistralFactory;
import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.providers.openaicompatible.OpenAiCompatibleFactory;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A gateway on a free port in front of one scripted upstream that plays every provider. */
final class TestGateway implements AutoCloseable {

  static final String KEY = "a-client-key-for-tests";

  final ScriptedUpstream upstream = ScriptedUpstream.start();
  final Gateway gateway;
  private final HttpClient http = HttpClient.newHttpClient();

  TestGateway(Path folder) {
    this(folder, Map.of());
  }

  /** One with more variables, in which {@code UPSTREAM} stands for the address of the upstream. */
  TestGateway(Path folder, Map<String, String> more) {
    var variables = new HashMap<String, String>();
    variables.put("PROXY_API_KEY", KEY);
    variables.put("KEYRELAY_SALT", "tests");
    variables.put("MODEL_INFO_REFRESH", "false");
    for (String provider : List.of("ANTHROPIC", "GEMINI", "OPENAI")) {
      variables.put(provider + "_API_KEY_1", provider + "-secret-key-0001");
      variables.put(provider + "_API_BASE", upstream.uri().toString());
    }
    variables.put("OPENAI_API_BASE", upstream.openAiUri().toString());
    more.forEach(
        (name, value) -> variables.put(name, value.replace("UPSTREAM", upstream.uri().toString())));
    var home = new Home(folder);
    var settings = new Settings(Environment.of(variables), new Findings());
    this.gateway =
        Gateway.start(
            Configuration.of(home, settings),
            Plugins.of(
                List.of(
                    new AnthropicFactory(),
                    new GeminiFactory(),
                    new OpenAiFactory(),
                    new OpenAiCompatibleFactory(),
                    new MistralFactory())),
            ClientKeys.of(home, settings, new Random(1)),
            ServerOptions.defaults().listeningOn("127.0.0.1", 0));
  }

  URI uri() {
    return gateway.uri();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return send("POST", path, body, headers);
  }

  /** Sends a request with the client key as a bearer token. */
  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri().resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + KEY);
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JsonBody.MAPPER.readTree(response.body());
  }

  @Override
  public void close() {
    http.close();
    gateway.close();
    upstream.close();
  }
}
