package dev.keyrelay.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.ServerSettings;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.server.ListeningAddress;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A gateway in another process, asked over HTTP as one of its clients. It is looked for where it
 * says that it listens, else where the configuration lets it, with the client key of the same home
 * folder.
 */
public final class RunningGateway implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final Duration ANSWER = Duration.ofSeconds(120);

  private final URI address;
  private final Optional<Secret> key;
  private @Nullable HttpClient client;

  private RunningGateway(URI address, Optional<Secret> key) {
    this.address = address;
    this.key = key;
  }

  /**
   * The gateway of a configuration.
   *
   * @param named the address the user names, without a path
   */
  public static RunningGateway of(Configuration configuration, Optional<URI> named) {
    var address =
        named
            .or(
                () ->
                    ListeningAddress.of(configuration.home().state())
                        .map(RunningGateway::reachable))
            .orElseGet(() -> configured(configuration.gateway().server()));
    return new RunningGateway(address, key(configuration));
  }

  private static URI configured(ServerSettings server) {
    return reachable(server.host(), server.port());
  }

  private static URI reachable(URI listening) {
    return listening.getHost() == null
        ? listening
        : reachable(listening.getHost(), listening.getPort());
  }

  /** An address that can be called, where the host may stand for all of the machine's. */
  private static URI reachable(String host, int port) {
    String name =
        switch (host) {
          case "0.0.0.0", "" -> "127.0.0.1";
          case "::", "[::]" -> "[::1]";
          default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
    return URI.create("http://" + name + ":" + port);
  }

  /** The first client key: as configured, else the one that the first start made. */
  private static Optional<Secret> key(Configuration configuration) {
    Path file = configuration.home().state().resolve("proxy_api_key");
    return configuration
        .environment()
        .get(Variables.PROXY_API_KEY.name())
        .or(() -> text(file))
        .map(keys -> keys.split("[,\\r\\n]")[0].strip())
        .filter(key -> !key.isEmpty())
        .map(Secret::of);
  }

  private static Optional<String> text(Path file) {
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Where it is looked for. */
  public URI address() {
    return address;
  }

  /** Whether something there says that it is KeyRelay. */
  public boolean answers() throws InterruptedException {
    try {
      var reply = send(request("/health").timeout(CONNECT).GET());
      return JsonBody.MAPPER.readTree(reply.body()).hasNonNull("status");
    } catch (IOException e) {
      return false;
    }
  }

  /** Why accounts must log in again, by their ids; none if nothing answers there. */
  public Map<String, String> loggedOut() throws InterruptedException {
    var reasons = new HashMap<String, String>();
    if (listens()) {
      try {
        var reply = send(request("/health").timeout(CONNECT).GET());
        for (JsonNode one : JsonBody.MAPPER.readTree(reply.body()).path("needs_login")) {
          reasons.put(one.path("credential").asText(), one.path("reason").asText());
        }
      } catch (IOException e) {
        return Map.of();
      }
    }
    return reasons;
  }

  /** Whether anything listens there, which is known sooner than what it is. */
  private boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(address.getHost(), address.getPort()), (int) LOOK.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Asks for a path, query included.
   *
   * @throws IOException if nothing answers, or it answers with an error; the message says which
   */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return json(send(request(path).GET()));
  }

  /** Sends a JSON body, see {@link #get}. */
  public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return post(path, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a JSON body as it is, see {@link #get}. */
  public JsonNode post(String path, byte[] body) throws IOException, InterruptedException {
    return json(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))));
  }

  /** Deletes what a path names, see {@link #get}. */
  public JsonNode delete(String path) throws IOException, InterruptedException {
    return json(send(request(path).DELETE()));
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER);
    key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret.reveal()));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try {
      return client().send(request.build(), BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new IOException(
          address.getPort() == 0
              ? "PORT is 0, which takes a free port, so nobody knows where the gateway listens."
              : "Nothing listens on " + address + ".",
          e);
    }
  }

  private JsonNode json(HttpResponse<String> reply) throws IOException {
    JsonNode body = JsonBody.MAPPER.readTree(reply.body());
    if (reply.statusCode() < 300) {
      return body;
    }
    throw new IOException(
        address
            + " answers "
            + reply.statusCode()
            + ": "
            + body.path("error").path("message").asText("without a message")
            + (reply.statusCode() == 401
                ? " (the key was read from PROXY_API_KEY or state/proxy_api_key of the home folder)"
                : ""));
  }

  /** Made when something is asked: that takes longer than to see that nothing listens. */
  private synchronized HttpClient client() {
    if (client == null) {
      client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    }
    return client;
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }
}
