package dev.keyrelay.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.server.acceptance.ServerUnderTest;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hosts the acceptance suite on the function: an HTTP front on this machine turns requests into
 * events as a function URL does, and answers back. A request that asks for a stream is answered as
 * the streaming runtime answers, any other through the whole document.
 */
public final class LambdaHost implements ServerUnderTest.Host {

  private static final long TIMEOUT = 60_000;

  /** Each of them waits for seconds; over Netty the whole table runs. */
  private static final Set<String> SLOW =
      Set.of("CONNECT_HANG", "STALL_BEFORE_FIRST_BYTE", "STALL_MID_STREAM", "STATUS_408");

  @Override
  public boolean runs(String fault, int keys, boolean stream) {
    return keys == 2 && !SLOW.contains(fault);
  }

  @Override
  public ServerUnderTest start(Configuration configuration, Plugins plugins, ClientKeys keys) {
    try {
      return new Front(new KeyRelayFunction(FunctionCore.of(configuration, plugins)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Front implements ServerUnderTest {

    private final KeyRelayFunction function;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Front(KeyRelayFunction function) throws IOException {
      this.function = function;
      this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.setExecutor(threads);
      server.createContext("/", this::handle);
      server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
      try (exchange) {
        byte[] body = exchange.getRequestBody().readAllBytes();
        byte[] event = Events.v2(exchange, body);
        if (new String(body, StandardCharsets.UTF_8).contains("\"stream\":true")) {
          function.stream(
              EventReader.read(event), new ExchangeSink(exchange), function.deadline(TIMEOUT));
        } else {
          sendWhole(exchange, function.answer(event, function.deadline(TIMEOUT)));
        }
      }
    }

    private static void sendWhole(HttpExchange exchange, byte[] document) throws IOException {
      var answer = JsonBody.MAPPER.readTree(document);
      answer
          .path("headers")
          .properties()
          .forEach(h -> exchange.getResponseHeaders().set(h.getKey(), h.getValue().asText()));
      String text = answer.path("body").asText();
      byte[] bytes =
          answer.path("isBase64Encoded").asBoolean()
              ? Base64.getDecoder().decode(text)
              : text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(
          answer.path("statusCode").asInt(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }

    @Override
    public URI uri() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public Engine engine() {
      return function.core().engine();
    }

    @Override
    public void close() {
      server.stop(0);
      threads.shutdownNow();
      function.close();
    }
  }

  /** Sends each write of an answer to the client at once. */
  private record ExchangeSink(HttpExchange exchange) implements AnswerSink {

    @Override
    public OutputStream begin(int status, Map<String, List<String>> headers) throws IOException {
      headers.forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
      exchange.sendResponseHeaders(status, 0);
      var out = exchange.getResponseBody();
      return new OutputStream() {
        @Override
        public void write(int one) throws IOException {
          out.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
          out.flush();
        }

        @Override
        public void close() throws IOException {
          out.close();
        }
      };
    }
  }
}
