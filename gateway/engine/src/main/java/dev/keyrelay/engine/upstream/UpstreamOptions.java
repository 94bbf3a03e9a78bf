package dev.keyrelay.engine.upstream;

import dev.keyrelay.engine.config.Configuration;
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

  /** What the user wants. Proxies that do not hold become a finding, and none is used. */
  public static UpstreamOptions of(Configuration configuration) {
    var timeouts = configuration.gateway().timeouts();
    return DEFAULT
        .withConnect(timeouts.connect())
        .withWrite(timeouts.write())
        .withProxies(proxies(configuration));
  }

  private static Optional<ProxyRules> proxies(Configuration configuration) {
    try {
      return ProxyRules.of(configuration.environment().map());
    } catch (IllegalArgumentException e) {
      configuration
          .settings()
          .findings()
          .error(
              "HTTPS_PROXY or HTTP_PROXY",
              "is no address of an HTTP proxy (expected: http://host:port), so none is used.",
              "Correct it, or take it away.");
      return Optional.empty();
    }
  }

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

  /** The same through proxies, if any. */
  public UpstreamOptions withProxies(Optional<ProxyRules> rules) {
    return new UpstreamOptions(connect, write, keepAlive, maxConnections, http2, rules);
  }

  private static void require(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
    }
  }
}
