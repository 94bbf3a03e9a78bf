package dev.keyrelay.spi.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * An HTTP server on a free loopback port that answers each path from a queue of its own, and
 * remembers what it was asked. A path whose queue is empty answers 404.
 */
public final class ScriptedServer implements AutoCloseable {

  /** What the server was asked. */
  public record Asked(String method, URI uri, Headers headers, String body) {

    /** The body as JSON. */
    public JsonNode json() {
      try {
        return JsonBody.MAPPER.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The body as the fields of a form. */
    public Map<String, String> form() {
      return fields(body);
    }

    /** The parameters of the query. */
    public Map<String, String> query() {
      return fields(uri.getRawQuery() == null ? "" : uri.getRawQuery());
    }

    private static Map<String, String> fields(String text) {
      var fields = new HashMap<String, String>();
      Arrays.stream(text.split("&"))
          .filter(pair -> pair.contains("="))
          .map(pair -> pair.split("=", 2))
          .forEach(pair -> fields.put(decoded(pair[0]), decoded(pair[1])));
      return fields;
    }

    private static String decoded(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
  }

  /** What the server says. */
  public record Said(int status, Map<String, String> headers, String body) {

    /** A JSON answer. */
    public static Said json(int status, String body) {
      return new Said(status, Map.of("Content-Type", "application/json"), body);
    }

    /** A stream of server-sent events. */
    public static Said events(String body) {
      return new Said(200, Map.of("Content-Type", "text/event-stream"), body);
    }
  }

  private final HttpServer server;
  private final Map<String, Deque<Function<Asked, Said>>> script = new HashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** Starts it. */
  public ScriptedServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(command -> Thread.ofVirtual().start(command));
    server.start();
  }

  /** The address of a path on this server. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Queues a JSON answer of a path; the path is without query. */
  public ScriptedServer answer(String path, int status, String json) {
    return answer(path, _ -> Said.json(status, json));
  }

  /** Queues an answer that depends on the question. */
  public synchronized ScriptedServer answer(String path, Function<Asked, Said> answer) {
    script.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(answer);
    return this;
  }

  /** All that was asked, in order. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** All that was asked of a path, in order. */
  public List<Asked> asked(String path) {
    return asked.stream().filter(one -> one.uri().getPath().equals(path)).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var question =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              Headers.of(exchange.getRequestHeaders()),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      asked.add(question);
      Said said = next(question).apply(question);
      said.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = said.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(said.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private synchronized Function<Asked, Said> next(Asked question) {
    var queue = script.getOrDefault(question.uri().getPath(), new ArrayDeque<>());
    return queue.isEmpty() ? _ -> Said.json(404, "{\"error\":\"not scripted\"}") : queue.remove();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
