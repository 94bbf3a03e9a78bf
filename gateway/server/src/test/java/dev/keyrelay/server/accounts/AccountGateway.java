package dev.keyrelay.server.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.providers.antigravity.AntigravityFactory;
import dev.keyrelay.providers.geminicli.GeminiCliFactory;
import dev.keyrelay.providers.iflow.IFlowFactory;
import dev.keyrelay.providers.openai.OpenAiFactory;
import dev.keyrelay.providers.qwencode.QwenCodeFactory;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A gateway on a free port whose account providers are the scripted vendors. */
final class AccountGateway implements AutoCloseable {

  static final String KEY = "client-key-of-the-account-suite";

  private final Gateway gateway;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Starts one.
   *
   * @param home its folder
   * @param more variables besides the addresses of the vendors
   */
  AccountGateway(Vendors vendors, Path home, Map<String, String> more) {
    var variables = new HashMap<String, String>();
    variables.put("PROXY_API_KEY", KEY);
    variables.put("KEYRELAY_SALT", "tests");
    variables.put("TRANSIENT_RETRY_DELAY", "0");
    variables.put("MODEL_INFO_REFRESH", "false");
    for (String provider : List.of("GEMINI_CLI", "ANTIGRAVITY", "QWEN_CODE", "IFLOW")) {
      variables.put(provider + "_OAUTH_BASE", vendors.base());
      variables.put(provider + "_API_BASE", vendors.base());
      variables.put(provider + "_OAUTH_CLIENT_ID", "client");
    }
    variables.put("QWEN_CODE_API_BASE", vendors.base() + "/qwen/v1");
    variables.put("IFLOW_API_BASE", vendors.base() + "/iflow/v1");
    variables.putAll(more);
    var configuration = Configuration.read(new Home(home), variables);
    this.gateway =
        Gateway.start(
            configuration,
            Plugins.of(
                List.of(
                    new GeminiCliFactory(),
                    new AntigravityFactory(),
                    new QwenCodeFactory(),
                    new IFlowFactory(),
                    new OpenAiFactory(),
                    new LeakyFactory())),
            ClientKeys.of(configuration.home(), configuration.settings(), new Random(1)),
            ServerOptions.defaults().listeningOn("127.0.0.1", 0));
  }

  Engine engine() {
    return gateway.engine();
  }

  HttpResponse<String> post(String path, String json) {
    return send(request(path).POST(BodyPublishers.ofString(json)));
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpResponse<String> delete(String path) {
    return send(request(path).DELETE());
  }

  JsonNode json(String path) {
    return json(get(path));
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return JsonBody.MAPPER.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks a model, as an OpenAI client. */
  HttpResponse<String> chat(String model) {
    return post(
        "/v1/chat/completions",
        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(gateway.uri() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + KEY)
        .header("anthropic-version", "2023-06-01")
        .header("Content-Type", "application/json");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    gateway.close();
  }
}
