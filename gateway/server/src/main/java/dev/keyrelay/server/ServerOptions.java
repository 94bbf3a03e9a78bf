package dev.keyrelay.server;

import dev.keyrelay.engine.config.CorsSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How the HTTP server listens.
 *
 * @param host the address or name to bind to
 * @param port the TCP port, 0 for one that the system picks
 * @param maxRequestBytes the largest request body, in bytes; a larger one is answered with 413
 * @param idleTimeout how long a connection may carry nothing in either direction before it is
 *     closed; must exceed the longest silence of an upstream that a client is asked to wait for
 * @param cors which web pages may read answers
 */
public record ServerOptions(
    String host, int port, long maxRequestBytes, Duration idleTimeout, CorsSettings cors) {

  public static final String DEFAULT_HOST = "127.0.0.1";
  public static final int DEFAULT_PORT = 8000;
  public static final int MAX_PORT = 65_535;

  /** 32 MiB: a conversation with a few inline images. */
  public static final long DEFAULT_MAX_REQUEST_BYTES = 32L << 20;

  private static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(30);

  public ServerOptions {
    Objects.requireNonNull(host, "host");
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "The port is "
              + port
              + "; expected a number from 0 (any free port) to "
              + MAX_PORT
              + ".");
    }
    if (maxRequestBytes < 1 || maxRequestBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "The largest request body is "
              + maxRequestBytes
              + " bytes; expected a number from 1 to "
              + Integer.MAX_VALUE
              + ".");
    }
  }

  /** Loopback only, port 8000, bodies up to 32 MiB, no web pages. */
  public static ServerOptions defaults() {
    return new ServerOptions(
        DEFAULT_HOST,
        DEFAULT_PORT,
        DEFAULT_MAX_REQUEST_BYTES,
        DEFAULT_IDLE_TIMEOUT,
        new CorsSettings(List.of(), false, List.of(), List.of()));
  }

  /** These options on another address and port. */
  public ServerOptions listeningOn(String newHost, int newPort) {
    return new ServerOptions(newHost, newPort, maxRequestBytes, idleTimeout, cors);
  }

  /** These options with another largest body, in bytes. */
  public ServerOptions withMaxRequestBytes(long bytes) {
    return new ServerOptions(host, port, bytes, idleTimeout, cors);
  }

  /** These options with other web pages that may read answers. */
  public ServerOptions withCors(CorsSettings settings) {
    return new ServerOptions(host, port, maxRequestBytes, idleTimeout, settings);
  }

  /** Where the server listens if this is the port that it got. */
  URI uri(int portThatItGot) {
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    return URI.create("http://" + name + ":" + portThatItGot);
  }

  /**
   * Whether only programs on this machine can connect. A name that does not resolve counts as
   * reachable by others.
   */
  public boolean loopbackOnly() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unresolvable) {
      return false;
    }
  }
}
