package dev.keyrelay.server.accounts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.kit.ScriptedServer.Asked;
import dev.keyrelay.spi.kit.ScriptedServer.Said;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The identity providers and upstreams of all account providers, on one loopback port: each path
 * answers as its script says, as often as it is asked.
 */
final class Vendors implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Function<Asked, Said>> script = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  Vendors() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(command -> Thread.ofVirtual().start(command));
    server.start();
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Vendors on(String path, Function<Asked, Said> answer) {
    script.put(path, answer);
    return this;
  }

  /** How a path is answered now. */
  Function<Asked, Said> script(String path) {
    return script.getOrDefault(path, _ -> Said.json(404, "{\"error\":\"not scripted\"}"));
  }

  Vendors on(String path, int status, String json) {
    return on(path, _ -> Said.json(status, json));
  }

  /** Tokens named after the refresh token, which is spent: {@code rt-1} gives {@code at-rt-1}. */
  Vendors rotatingTokens(String path) {
    return on(
        path,
        question -> {
          String spent = question.form().getOrDefault("refresh_token", "none");
          return Said.json(
              200,
              "{\"access_token\":\"at-"
                  + spent
                  + "\",\"refresh_token\":\""
                  + spent
                  + "x\",\"expires_in\":3600}");
        });
  }

  List<Asked> asked(String path) {
    return asked.stream().filter(one -> one.uri().getPath().equals(path)).toList();
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** The token that a question shows. */
  static String bearer(Asked question) {
    return question.headers().first("Authorization").orElse("").replace("Bearer ", "");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      var question =
          new Asked(
              exchange.getRequestMethod(),
              uri,
              Headers.of(exchange.getRequestHeaders()),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      asked.add(question);
      Said said = script(uri.getPath()).apply(question);
      said.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
