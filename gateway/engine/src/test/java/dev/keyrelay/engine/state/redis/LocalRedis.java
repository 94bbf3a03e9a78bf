package dev.keyrelay.engine.state.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import redis.embedded.RedisExecProvider;
import redis.embedded.RedisServer;
import redis.embedded.util.OSDetector;

/**
 * A Redis on a free port of this machine, which can be killed and started again. With {@code
 * -Dkeyrelay.redis=<program>} it is another server of that protocol, such as Valkey.
 */
public final class LocalRedis implements AutoCloseable {

  private final int port;
  private final List<String> settings;
  private RedisServer server;

  /**
   * Starts one.
   *
   * @param settings further lines of its configuration
   */
  public LocalRedis(String... settings) {
    this.port = freePort();
    this.settings = List.of(settings);
    start();
  }

  /**
   * Not one that the system gives to connections: they could take it while Redis is away. On Linux
   * those begin at 32768.
   */
  static int freePort() {
    var random = new Random();
    for (int tries = 0; tries < 100; tries++) {
      int port = 20_000 + random.nextInt(12_000);
      try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException e) {
        // Taken.
      }
    }
    throw new IllegalStateException("no free port between 20000 and 32000");
  }

  /** Starts it anew; it remembers nothing. */
  public void start() {
    var builder = RedisServer.builder().redisExecProvider(program()).port(port);
    builder.setting("bind 127.0.0.1").setting("save \"\"").setting("appendonly no");
    settings.forEach(builder::setting);
    server = builder.build();
    server.start();
  }

  static RedisExecProvider program() {
    var brought = RedisExecProvider.defaultProvider();
    String other = System.getProperty("keyrelay.redis");
    return other == null ? brought : brought.override(OSDetector.getOS(), other);
  }

  public void kill() {
    server.stop();
  }

  int port() {
    return port;
  }

  /** Its address, with more patience than a loaded machine needs: it answers, or it was killed. */
  public String url() {
    return "redis://127.0.0.1:" + port + "?timeout=30s";
  }

  @Override
  public void close() {
    kill();
  }
}
