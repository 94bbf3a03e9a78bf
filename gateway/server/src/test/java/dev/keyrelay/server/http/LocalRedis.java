package dev.keyrelay.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A Redis on a free port of this machine, which can be killed and started again. */
final class LocalRedis implements AutoCloseable {

  private final int port;
  private RedisServer server;

  LocalRedis() {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** Starts it anew; it remembers nothing. */
  void start() {
    server =
        RedisServer.builder()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    server.start();
  }

  void kill() {
    server.stop();
  }

  /** Its address, with more patience than a loaded machine needs. */
  String url() {
    return "redis://127.0.0.1:" + port + "?timeout=30s";
  }

  @Override
  public void close() {
    kill();
  }
}
