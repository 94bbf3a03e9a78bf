package dev.keyrelay.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.keyrelay.spi.kit.ManualClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuntimeConnectionTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ManualClock clock = new ManualClock();
  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private RuntimeConnection connection;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            ports.add(exchange.getRemoteAddress().getPort());
            byte[] body = exchange.getRequestBody().readAllBytes();
            bodies.add(new String(body, StandardCharsets.UTF_8));
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/api/last")) {
              exchange.getResponseHeaders().set("Connection", "close");
            }
            // Without a length, so that it comes in chunks.
            exchange.getResponseHeaders().set("X-Path", path);
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("an answer".getBytes(StandardCharsets.UTF_8));
          }
        });
    server.start();
    var base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/");
    connection = new RuntimeConnection(base, clock);
  }

  @AfterEach
  void stop() {
    connection.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void exchangesOfAllKindsShareOneConnection() throws Exception {
    var reply = connection.get("one");
    connection.post("two", "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    var upload = connection.upload("three", Map.of("Content-Type", "text/plain"));
    upload.body().write("first, ".getBytes(StandardCharsets.UTF_8));
    upload.body().flush();
    upload.body().write("second".getBytes(StandardCharsets.UTF_8));
    upload.finish();
    connection.get("four");

    assertThat(reply.header("x-path")).contains("/api/one");
    assertThat(new String(reply.body(), StandardCharsets.UTF_8)).isEqualTo("an answer");
    assertThat(bodies).containsExactly("", "{}", "first, second", "");
    assertThat(ports).hasSize(4).containsOnly(ports.getFirst());
  }

  @Test
  void aConnectionThatLayIdleForLongIsOpenedAnew() throws Exception {
    connection.get("one");
    clock.advance(Duration.ofMinutes(1));
    connection.get("two");

    assertThat(ports).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void aConnectionThatTheOtherSideEndsIsOpenedAnew() throws Exception {
    connection.get("last");
    connection.get("one");

    assertThat(ports).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void afterABodyThatWasGivenUpTheNextExchangeHasAnotherConnection() throws Exception {
    var upload = connection.upload("one", Map.of());
    upload.body().write('x');
    upload.body().flush();
    connection.close();
    connection.get("two");

    assertThat(bodies).endsWith("").doesNotContain("x");
  }

  @Test
  void anotherStatusThanTheExpectedOneIsAnErrorThatNamesBoth() throws Exception {
    var reply = connection.get("one");

    assertThatThrownBy(() -> reply.expect(202))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/api/one answered 200 (expected: 202)");
  }
}
