package dev.keyrelay.engine.state.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one Redis. Commands are refused at once while it is away; who asks again later finds
 * it connected if it has come back.
 */
final class RedisLink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

  /** How long a request may be held up by a Redis that hangs, if its address does not say. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** No connection. */
  static final int NONE = 0;

  private static final int ANY = -1;

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final DefaultClientResources resources;
  private final RedisClient client;
  private final String shown;
  private final InstantSource clock;

  private volatile @Nullable StatefulRedisConnection<String, String> connection;
  private volatile int number;
  private Instant nextTry = Instant.MIN;
  private volatile @Nullable Instant awaySince;

  RedisLink(RedisURI uri, InstantSource clock) {
    this.clock = clock;
    this.shown = uri.getHost() + ":" + uri.getPort();
    this.resources =
        DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
    var patience =
        uri.getTimeout().equals(RedisURI.DEFAULT_TIMEOUT_DURATION) ? PATIENCE : uri.getTimeout();
    uri.setTimeout(patience);
    this.client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .autoReconnect(false)
            .socketOptions(SocketOptions.builder().connectTimeout(patience).build())
            .build());
  }

  /** Does something with Redis; empty if it is away. */
  <T> Optional<T> ask(Function<RedisCommands<String, String>, T> question) {
    return ask(ANY, question);
  }

  /** The number of the connection, which is opened if there is none; {@link #NONE} if it cannot. */
  int connection() {
    return ask(_ -> number).orElse(NONE);
  }

  /** Does something with Redis over a certain connection; empty if that is gone. */
  <T> Optional<T> ask(int wanted, Function<RedisCommands<String, String>, T> question) {
    try {
      var open = opened(wanted);
      if (open.isEmpty()) {
        return Optional.empty();
      }
      var answer = Optional.ofNullable(question.apply(open.get().sync()));
      returned();
      return answer;
    } catch (RedisException e) {
      lost(e);
      return Optional.empty();
    }
  }

  /**
   * Sends a command and does not wait, as an event loop must not.
   *
   * @param lost is run if it did not get there, maybe on a thread of the connection
   */
  void send(Function<RedisAsyncCommands<String, String>, RedisFuture<?>> command, Runnable lost) {
    var open = connection;
    if (open == null || !open.isOpen()) {
      lost.run();
      return;
    }
    try {
      var _ =
          command
              .apply(open.async())
              .whenComplete(
                  (_, failure) -> {
                    if (failure != null) {
                      lost.run();
                    }
                  });
    } catch (RedisException e) {
      lost.run();
    }
  }

  private synchronized Optional<StatefulRedisConnection<String, String>> opened(int wanted) {
    var known = connection;
    if (known != null && known.isOpen()) {
      return wanted == ANY || wanted == number ? Optional.of(known) : Optional.empty();
    }
    if (wanted != ANY) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (now.isBefore(nextTry)) {
      return Optional.empty();
    }
    nextTry = now.plus(BETWEEN_TRIES);
    var opened = client.connect();
    connection = opened;
    number++;
    return Optional.of(opened);
  }

  /** Where Redis is, without a password. */
  String shown() {
    return shown;
  }

  /** Since when it is away; empty while it answers. */
  Optional<Instant> awaySince() {
    return Optional.ofNullable(awaySince);
  }

  private void returned() {
    if (awaySince != null) {
      awaySince = null;
      LOG.info("Redis at {} is back", shown);
    }
  }

  private synchronized void lost(RedisException cause) {
    // A command that timed out may still be under way: what follows must not wait behind it.
    var old = connection;
    connection = null;
    nextTry = clock.instant().plus(BETWEEN_TRIES);
    if (old != null) {
      old.closeAsync();
    }
    if (awaySince == null) {
      awaySince = clock.instant();
      LOG.warn("Redis at {} is away, each instance decides alone: {}", shown, cause.getMessage());
    }
  }

  /** Closes the connection; who asks next opens another. */
  synchronized void disconnect() {
    var old = connection;
    connection = null;
    nextTry = Instant.MIN;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    resources.shutdown(0, 1, java.util.concurrent.TimeUnit.SECONDS);
  }
}
