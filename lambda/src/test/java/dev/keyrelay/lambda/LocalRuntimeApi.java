package dev.keyrelay.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keyrelay.spi.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lambda's runtime API on this machine: hands out invocations and takes their results. */
final class LocalRuntimeApi implements AutoCloseable {

  private static final String BASE = "/2018-06-01/runtime/";

  private record Waiting(String id, byte[] event, Instant deadline) {}

  /** A piece of a result, and when it came. */
  record Piece(byte[] bytes, Instant at) {}

  /**
   * What a runtime made of an invocation.
   *
   * @param kind {@code response} or {@code error}
   * @param mode the response mode it named
   * @param type the content type it named
   */
  record Result(
      String kind, Optional<String> mode, Optional<String> type, List<Piece> pieces, Instant end) {

    byte[] bytes() {
      var all = new ByteArrayOutputStream();
      pieces.forEach(piece -> all.writeBytes(piece.bytes()));
      return all.toByteArray();
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    JsonNode json() throws IOException {
      return JsonBody.MAPPER.readTree(bytes());
    }

    /** The head of a streamed answer. */
    JsonNode head() throws IOException {
      return JsonBody.MAPPER.readTree(text().substring(0, text().indexOf('\0')));
    }

    /** What follows the head and its eight zero bytes. */
    String body() {
      return text().substring(text().indexOf('\0') + 8);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private final Map<String, CompletableFuture<Result>> results = new ConcurrentHashMap<>();
  private final CompletableFuture<Result> failedStart = new CompletableFuture<>();
  private final CompletableFuture<Result> failedRestore = new CompletableFuture<>();
  private final AtomicInteger restores = new AtomicInteger();
  private volatile Runnable onRestore = () -> {};
  private final AtomicInteger count = new AtomicInteger();

  LocalRuntimeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.createContext(BASE, this::handle);
    server.start();
  }

  /** What a runtime finds in {@code AWS_LAMBDA_RUNTIME_API}. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Invokes the function. */
  CompletableFuture<Result> invoke(byte[] event, Duration timeout) {
    String id = "invocation-" + count.incrementAndGet();
    var result = new CompletableFuture<Result>();
    results.put(id, result);
    waiting.add(new Waiting(id, event, Instant.now().plus(timeout)));
    return result;
  }

  /** What a runtime said that could not start. */
  CompletableFuture<Result> failedStart() {
    return failedStart;
  }

  /** What a runtime said that could not go on after a restore. */
  CompletableFuture<Result> failedRestore() {
    return failedRestore;
  }

  /** What happens when a runtime is ready for its snapshot; if it throws, the API answers 500. */
  void onRestore(Runnable action) {
    onRestore = action;
  }

  /** How often a runtime was ready for its snapshot. */
  int restores() {
    return restores.get();
  }

  private void restore(HttpExchange exchange) throws IOException {
    int status = 200;
    try {
      onRestore.run();
    } catch (IllegalStateException e) {
      status = 500;
    }
    restores.incrementAndGet();
    exchange.sendResponseHeaders(status, -1);
  }

  private CompletableFuture<Result> addressee(String path) {
    if (path.startsWith("init/")) {
      return failedStart;
    }
    return path.startsWith("restore/") ? failedRestore : results.get(path.split("/")[1]);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(BASE.length());
      if (path.equals("invocation/next")) {
        next(exchange);
        return;
      }
      if (path.equals("restore/next")) {
        restore(exchange);
        return;
      }
      String kind = path.substring(path.lastIndexOf('/') + 1);
      var result = received(exchange, kind);
      var future = addressee(path);
      exchange.sendResponseHeaders(202, -1);
      future.complete(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    var one = waiting.poll(1, TimeUnit.HOURS);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    headers.set("Lambda-Runtime-Aws-Request-Id", one.id());
    headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(one.deadline().toEpochMilli()));
    headers.set("Lambda-Runtime-Trace-Id", "Root=1-68a1b2c3-0123456789abcdef01234567");
    headers.set(
        "Lambda-Runtime-Invoked-Function-Arn",
        "arn:aws:lambda:eu-central-1:123456789012:function:keyrelay");
    exchange.sendResponseHeaders(200, one.event().length);
    exchange.getResponseBody().write(one.event());
  }

  private static Result received(HttpExchange exchange, String kind) throws IOException {
    var pieces = new ArrayList<Piece>();
    byte[] buffer = new byte[1 << 16];
    var in = exchange.getRequestBody();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      pieces.add(new Piece(java.util.Arrays.copyOf(buffer, read), Instant.now()));
    }
    var headers = exchange.getRequestHeaders();
    return new Result(
        kind,
        Optional.ofNullable(headers.getFirst("Lambda-Runtime-Function-Response-Mode")),
        Optional.ofNullable(headers.getFirst("Content-Type")),
        pieces,
        Instant.now());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
