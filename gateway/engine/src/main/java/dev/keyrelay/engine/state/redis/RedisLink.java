package dev.keyrelay.engine.state.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
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
import java.util.concurrent.TimeUnit;
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
  private final RedisURI configured;
  private final InstantSource clock;

  private volatile @Nullable StatefulRedisConnection<String, String> connection;
  private volatile int number;
  private volatile Instant nextTry = Instant.MIN;
  private volatile @Nullable Trouble trouble;

  /** The node of a cluster that has the keys. */
  private @Nullable RedisURI node;

  RedisLink(RedisURI uri, InstantSource clock) {
    this.clock = clock;
    this.configured = uri;
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

  /** Asks Redis something that changes nothing there; empty if it is away. */
  <T> Optional<T> ask(Function<RedisCommands<String, String>, T> question) {
    return exchange(ANY, false, question);
  }

  /** Has Redis change something; empty if it is away or refuses. */
  <T> Optional<T> change(Function<RedisCommands<String, String>, T> order) {
    return change(ANY, order);
  }

  /** Has Redis change something over a certain connection; empty if that is gone, too. */
  <T> Optional<T> change(int wanted, Function<RedisCommands<String, String>, T> order) {
    var known = trouble;
    boolean refused = known != null && known.refused() && clock.instant().isBefore(nextTry);
    return refused ? Optional.empty() : exchange(wanted, true, order);
  }

  /** The number of the connection, which is opened if there is none; {@link #NONE} if it cannot. */
  int connection() {
    return ask(_ -> number).orElse(NONE);
  }

  private <T> Optional<T> exchange(
      int wanted, boolean changes, Function<RedisCommands<String, String>, T> command) {
    try {
      return answer(wanted, changes, command);
    } catch (RedisCommandExecutionException e) {
      if (!follow(String.valueOf(e.getMessage()))) {
        failed(e);
        return Optional.empty();
      }
    } catch (RedisException e) {
      failed(e);
      return Optional.empty();
    }
    try {
      return answer(wanted, changes, command);
    } catch (RedisException e) {
      failed(e);
      return Optional.empty();
    }
  }

  private <T> Optional<T> answer(
      int wanted, boolean changes, Function<RedisCommands<String, String>, T> command) {
    var open = opened(wanted);
    if (open.isEmpty()) {
      return Optional.empty();
    }
    var answer = Optional.ofNullable(command.apply(open.get().sync()));
    returned(changes);
    return answer;
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
      if (trouble == null) {
        failed(new RedisConnectionException("connection closed"));
      }
      return Optional.empty();
    }
    nextTry = now.plus(BETWEEN_TRIES);
    var to = node == null ? configured : node;
    // Whatever it was, the next try begins where the configuration says.
    node = null;
    var opened = client.connect(to);
    connection = opened;
    number++;
    return Optional.of(opened);
  }

  /** All keys are in one slot of a cluster, so that one node has them all. */
  private synchronized boolean follow(String answer) {
    var moved = RedisAddress.moved(configured, answer);
    if (moved.isPresent()) {
      disconnect();
      node = moved.get();
    }
    return moved.isPresent();
  }

  /** Why Redis cannot be used, and since when; empty while it can. */
  Optional<String> problem() {
    return Optional.ofNullable(trouble).map(one -> one.sentence(RedisAddress.shown(configured)));
  }

  /** One that refuses changes may well answer questions. */
  private void returned(boolean changed) {
    var over = trouble;
    if (over != null && (changed || !over.refused())) {
      trouble = null;
      LOG.info("Redis at {} serves again", RedisAddress.shown(configured));
    }
  }

  private synchronized void failed(RedisException cause) {
    var now = clock.instant();
    nextTry = now.plus(BETWEEN_TRIES);
    var old = trouble;
    var met = Trouble.of(cause, now);
    if (met.endsConnection()) {
      // A command that timed out may still be under way: what follows must not wait behind it.
      close(connection);
      connection = null;
    }
    if (old == null || !old.isLike(met)) {
      trouble = met;
      LOG.warn("{}", met.sentence(RedisAddress.shown(configured)));
    }
  }

  private static void close(@Nullable StatefulRedisConnection<String, String> old) {
    if (old != null) {
      old.closeAsync();
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
    resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
