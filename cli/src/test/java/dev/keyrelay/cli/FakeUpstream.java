package dev.keyrelay.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * An OpenAI-compatible service with models {@code small} and {@code large} that knows some keys.
 */
final class FakeUpstream implements AutoCloseable {

  private static final String MODELS =
      """
      {"object":"list","data":[{"id":"small","object":"model"},{"id":"large","object":"model"}]}
      """;
  private static final String CHAT =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"small","choices":[{"index":0,
      "message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}],
      "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}
      """;

  private final HttpServer server;
  private final List<String> keys;

  /** What was asked, as {@code METHOD /path key}. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  FakeUpstream(String... keys) throws IOException {
    this.keys = List.of(keys);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String key =
          String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
              .replaceFirst("^Bearer ", "");
      String path = exchange.getRequestURI().getPath();
      requests.add(exchange.getRequestMethod() + " " + path + " " + key);
      boolean known = keys.contains(key);
      String body =
          known
              ? path.endsWith("/models") ? MODELS : CHAT
              : "{\"error\":{\"message\":\"no such key\",\"type\":\"invalid_request_error\"}}";
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
