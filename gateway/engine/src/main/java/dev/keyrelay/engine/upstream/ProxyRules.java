package dev.keyrelay.engine.upstream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which requests go through an HTTP proxy, read from {@code HTTPS_PROXY}, {@code HTTP_PROXY} and
 * {@code NO_PROXY} (also in lower case) as curl reads them: a proxy per scheme, and a list of host
 * names that need none. A name covers its sub-domains; {@code *} covers everything. This machine
 * itself is always called directly, since nobody runs a model server on it for a proxy to reach.
 *
 * @param https the proxy for TLS origins, {@code http://host:port}
 * @param http the proxy for plain origins
 * @param direct the hosts that are called directly
 */
public record ProxyRules(Optional<URI> https, Optional<URI> http, List<String> direct) {

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0(:0){6}:1]");

  public ProxyRules {
    direct = List.copyOf(direct);
  }

  /**
   * The rules in an environment; none if it names no proxy.
   *
   * @throws IllegalArgumentException if a proxy is not {@code http://host:port}
   */
  public static Optional<ProxyRules> of(Map<String, String> environment) {
    var https = proxy(environment, "HTTPS_PROXY");
    var http = proxy(environment, "HTTP_PROXY");
    if (https.isEmpty() && http.isEmpty()) {
      return Optional.empty();
    }
    var direct =
        Arrays.stream(value(environment, "NO_PROXY").orElse("").split(","))
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .filter(host -> !host.isEmpty())
            .toList();
    return Optional.of(new ProxyRules(https, http, direct));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name.toLowerCase(Locale.ROOT)))
        .or(() -> Optional.ofNullable(environment.get(name)))
        .filter(value -> !value.isBlank());
  }

  private static Optional<URI> proxy(Map<String, String> environment, String name) {
    return value(environment, name)
        .map(
            value -> {
              var uri =
                  URI.create(value.contains("://") ? value.strip() : "http://" + value.strip());
              if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 0) {
                throw new IllegalArgumentException(
                    name + ": not a plain HTTP proxy (expected: http://host:port)");
              }
              return uri;
            });
  }

  /** The user name and the password, {@code name:password}, that the proxies want. */
  Optional<String> user() {
    return https.or(() -> http).map(URI::getUserInfo).filter(user -> user.indexOf(':') > 0);
  }

  /** The proxy to an origin. */
  public Optional<InetSocketAddress> to(URI origin) {
    String host = Optional.ofNullable(origin.getHost()).orElse("").toLowerCase(Locale.ROOT);
    if (LOOPBACK.matcher(host).matches() || direct.stream().anyMatch(name -> covers(name, host))) {
      return Optional.empty();
    }
    return ("https".equals(origin.getScheme()) ? https : http)
        .map(uri -> InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort()));
  }

  private static boolean covers(String name, String host) {
    String bare = name.startsWith(".") ? name.substring(1) : name;
    return bare.equals("*") || host.equals(bare) || host.endsWith("." + bare);
  }

  ProxySelector selector() {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return to(uri)
            .map(address -> List.of(new Proxy(Proxy.Type.HTTP, address)))
            .orElse(List.of(Proxy.NO_PROXY));
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // The failed request reports it.
      }
    };
  }
}
