package dev.keyrelay.engine.account;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** The loopback server that a browser login comes back to (RFC 8252 §7.3). */
final class Loopback implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String path;
  private final Predicate<Callback> taken;

  /**
   * Starts it on 127.0.0.1.
   *
   * @param path the callback's; every other is answered with 404
   * @param taken takes a callback; false if it is none of ours
   * @throws BindException if the port is taken; the message says what to do
   */
  Loopback(int port, String path, Predicate<Callback> taken) throws IOException {
    this.path = path;
    this.taken = taken;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
    } catch (BindException _) {
      throw new BindException(
          "port "
              + port
              + " of this machine is taken (expected: a free port for the login's callback); choose"
              + " another with --port, or paste the address that the browser ends at"
              + " (--no-callback)");
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        say(exchange, 404, "There is nothing here.");
        return;
      }
      try {
        var callback = Callback.of(String.valueOf(exchange.getRequestURI().getRawQuery()));
        if (taken.test(callback)) {
          say(exchange, 200, "KeyRelay has its answer. You can close this page.");
        } else {
          say(exchange, 400, "This is not the login that KeyRelay waits for. Open its page again.");
        }
      } catch (LoginException _) {
        say(exchange, 400, "The login's answer is not complete. Open its page again.");
      }
    }
  }

  private static void say(HttpExchange exchange, int status, String sentence) throws IOException {
    String page =
        "<!doctype html><meta charset=utf-8><title>KeyRelay</title><p>" + sentence + "</p>";
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    // A second, so that the browser gets the page of the answer.
    server.stop(1);
    threads.close();
  }
}
