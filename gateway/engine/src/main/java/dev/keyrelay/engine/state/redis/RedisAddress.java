package dev.keyrelay.engine.state.redis;

import dev.keyrelay.engine.state.StateException;
import io.lettuce.core.RedisURI;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code KEYRELAY_REDIS_URL} says, and where a node of a cluster refers to. */
final class RedisAddress {

  /**
   * "Redis cluster specification": {@code MOVED <slot> <host>:<port>}; without a host, the same.
   */
  private static final Pattern MOVED = Pattern.compile("MOVED \\d+ (.*):(\\d+)");

  private RedisAddress() {}

  /**
   * Reads an address.
   *
   * @throws StateException if it is none; quotes no password
   */
  static RedisURI parse(String url) {
    RedisURI uri;
    try {
      uri = RedisURI.create(url);
    } catch (IllegalArgumentException | NullPointerException e) {
      // The message of the cause would quote the password.
      throw none();
    }
    String host = String.valueOf(uri.getHost());
    boolean oneServer = uri.getSocket() == null && !host.contains(",");
    if (!oneServer || (uri.getSentinels().isEmpty() && (host.isEmpty() || uri.getHost() == null))) {
      throw none();
    }
    return uri;
  }

  private static StateException none() {
    return new StateException(
        "KEYRELAY_REDIS_URL is no address of a Redis (expected:"
            + " redis://[user:password@]host[:port][/database], or rediss:// for TLS, or"
            + " redis-sentinel://[:password@]host[:port][,host[:port]]/[database]#master). Of a"
            + " cluster, name one node.");
  }

  /** An address as it may be shown: without a password. */
  static String shown(RedisURI uri) {
    return uri.getSentinels().isEmpty()
        ? uri.getHost() + ":" + uri.getPort()
        : uri.getSentinels().stream()
            .map(one -> one.getHost() + ":" + one.getPort())
            .collect(
                Collectors.joining(
                    ", ", "(sentinels ", ", master " + uri.getSentinelMasterId() + ")"));
  }

  /** The node that has the keys, if an answer of another one says which it is. */
  static Optional<RedisURI> moved(RedisURI from, String answer) {
    var told = MOVED.matcher(answer);
    if (!told.lookingAt()) {
      return Optional.empty();
    }
    var node = RedisURI.builder(from).withPort(Integer.parseInt(told.group(2)));
    return Optional.of(
        told.group(1).isEmpty() ? node.build() : node.withHost(told.group(1)).build());
  }
}
