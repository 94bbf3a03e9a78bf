package dev.keyrelay.cli;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.PluginLoader;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;

/** A gateway that serves a test's home folder. */
final class RunningHome implements AutoCloseable {

  private final Gateway gateway;
  private final String key;
  private final HttpClient http = HttpClient.newHttpClient();

  RunningHome(TestHome home) {
    Configuration configuration = Configuration.read(new Home(home.folder), home.variables());
    var keys = ClientKeys.of(configuration.home(), configuration.settings(), new SecureRandom());
    key = keys.keys().getFirst().reveal();
    gateway =
        Gateway.start(
            configuration,
            PluginLoader.load(home.distribution().pluginFolders(configuration)),
            keys,
            ServerOptions.defaults().listeningOn("127.0.0.1", 0));
  }

  Gateway gateway() {
    return gateway;
  }

  String address() {
    return gateway.uri().toString();
  }

  /** Asks a model, as an OpenAI client. */
  HttpResponse<String> chat(String model) throws IOException, InterruptedException {
    var body =
        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    return http.send(
        HttpRequest.newBuilder(gateway.uri().resolve("/v1/chat/completions"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.shutdownNow();
    gateway.close();
  }
}
