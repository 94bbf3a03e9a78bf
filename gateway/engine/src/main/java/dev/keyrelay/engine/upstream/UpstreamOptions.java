package dev.keyrelay.engine.upstream;

import java.time.Duration;
import java.util.Optional;

/**
 * How the gateway talks to upstream services.
 *
 * @param connect the longest wait for a TCP connection, and then for a TLS session
 * @param write the longest wait for upstream to take a request
 * @param keepAlive how long an unused connection is kept
 * @param maxConnections the most connections to one origin
 * @param http2 whether HTTP/2 is offered to TLS origins
 * @param proxies which proxy leads to which host, if any does
 */
public record UpstreamOptions(
    Duration connect,
    Duration write,
    Duration keepAlive,
    int maxConnections,
    boolean http2,
    Optional<ProxyRules> proxies) {

  /** What suits most: 10 s to connect, 60 s to write, 4096 connections to an origin, HTTP/1.1. */
  public static final UpstreamOptions DEFAULT =
      new UpstreamOptions(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          4096,
          false,
          Optional.empty());

  public UpstreamOptions {
    require("connect", connect);
    require("write", write);
    require("keepAlive", keepAlive);
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "maxConnections: " + maxConnections + " (expected: 1 or more)");
    }
  }

  /** The same with another time to connect. */
  public UpstreamOptions withConnect(Duration other) {
    return new UpstreamOptions(other, write, keepAlive, maxConnections, http2, proxies);
  }

  /** The same with another time to write. */
  public UpstreamOptions withWrite(Duration other) {
    return new UpstreamOptions(connect, other, keepAlive, maxConnections, http2, proxies);
  }

  /** The same through proxies. */
  public UpstreamOptions withProxies(ProxyRules rules) {
    return new UpstreamOptions(
        connect, write, keepAlive, maxConnections, http2, Optional.of(rules));
  }

  private static void require(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
    }
  }
}
