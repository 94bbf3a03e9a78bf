package dev.keyrelay.server;

import dev.keyrelay.engine.CredentialChanges;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.upstream.EventLoops;
import dev.keyrelay.server.background.Background;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.netty.channel.EventLoopGroupConfiguration;
import io.micronaut.http.netty.channel.EventLoopGroupFactory;
import io.micronaut.http.netty.channel.NettyChannelType;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.runtime.graceful.GracefulShutdownCapable;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.web.router.Router;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: one Micronaut context and its Netty server. Configuration enters only through
 * {@link ServerOptions}: no property file, environment variable or system property changes the
 * framework's own settings.
 */
public final class Application implements AutoCloseable {

  /** The longest request line that is read, in bytes. */
  public static final int MAX_REQUEST_LINE = 16 << 10;

  /** The most that the headers of a request may be, in bytes: cookies of a shared domain fit. */
  public static final int MAX_HEADERS = 32 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  /** Shorter than the 10 s that Docker waits after SIGTERM. */
  private static final Duration GRACE = Duration.ofSeconds(8);

  /**
   * The first that works here: only Linux has the former. Not io_uring: what upstream sent before
   * it reset a connection was lost there, and it is only 15 % cheaper.
   */
  private static final List<String> TRANSPORTS = List.of("epoll", "nio");

  private final ServerOptions options;
  private final ApplicationContext context;
  private final EventLoops loops;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable EmbeddedServer server;

  private Application(ServerOptions options, ApplicationContext context) {
    this.options = options;
    this.context = context;
    this.loops = loops(context);
  }

  /**
   * Starts the server and returns when it accepts connections.
   *
   * @param beans what the controllers are given, by type; closing them stays with the caller
   * @throws StartException when the address cannot be bound
   */
  public static Application start(ServerOptions options, Object... beans) {
    return prepare(options).listen(beans);
  }

  /**
   * Everything that can be done before there is anything to answer with. Until {@link #listen}, no
   * bean that needs the engine may be made: none of them may be eager.
   */
  public static Application prepare(ServerOptions options) {
    return new Application(options, context(properties(options)));
  }

  /**
   * Makes what knows the routes, which {@link #listen} would do: it takes long, and needs no
   * engine.
   */
  Application findRoutes() {
    context.getBean(Router.class);
    return this;
  }

  /** The server's event loops, for a client to share. */
  public EventLoops loops() {
    return loops;
  }

  private static EventLoops loops(ApplicationContext context) {
    var group = context.getBean(EventLoopGroup.class);
    var configuration =
        context.getBean(
            EventLoopGroupConfiguration.class,
            Qualifiers.byName(EventLoopGroupConfiguration.DEFAULT));
    var sockets = context.getBean(EventLoopGroupFactory.class);
    return new EventLoops(
        group,
        () ->
            (SocketChannel) sockets.channelInstance(NettyChannelType.CLIENT_SOCKET, configuration));
  }

  /**
   * Begins to listen, and returns when connections are accepted. If that fails, everything is
   * closed.
   *
   * @param beans what the controllers are given, by type; closing them stays with the caller
   * @throws StartException when the address cannot be bound
   */
  public Application listen(Object... beans) {
    try {
      for (Object bean : beans) {
        context.registerSingleton(bean);
      }
      server = context.getBean(EmbeddedServer.class).start();
      return this;
    } catch (ServerStartupException failure) {
      context.close();
      throw explain(failure, options);
    } catch (RuntimeException failure) {
      context.close();
      throw failure;
    }
  }

  /**
   * A started context that takes nothing from its surroundings, for any host.
   *
   * @param properties of the framework
   * @param beans what the controllers are given, by type; closing them stays with the caller
   */
  public static ApplicationContext context(Map<String, Object> properties, Object... beans) {
    return ApplicationContext.builder()
        .banner(false)
        .deduceEnvironment(false)
        .deduceCloudEnvironment(false)
        .bootstrapEnvironment(false)
        .enableDefaultPropertySources(false)
        .environmentPropertySource(false)
        .properties(properties)
        .singletons(beans)
        .start();
  }

  /**
   * Starts what the gateway does beside requests; closing the application stops it.
   *
   * @param gateway takes over a configuration that has changed
   */
  void startBackground(Function<Configuration, CredentialChanges> gateway) {
    var background = context.getBean(Background.class);
    background.start(Thread::sleep);
    background.watchHome(Thread::sleep, gateway);
    background.watchHeap(Thread::sleep);
  }

  /** Where the server listens, with the port that it really got. */
  public URI uri() {
    if (server == null) {
      throw new IllegalStateException("uri: not listening yet (expected: after listen)");
    }
    return options.uri(server.getPort());
  }

  /** Blocks until {@link #close} has been called, from whichever thread. */
  public void awaitClose() throws InterruptedException {
    closed.await();
  }

  /** Takes no further connections, and gives running answers 8 seconds to end. */
  public void drain() {
    try {
      graceful().orTimeout(GRACE.toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException unfinished) {
      LOG.warn("Stopping although some answers are not complete after {} s", GRACE.toSeconds());
    }
  }

  /** Drains and stops. Does nothing the second time. */
  @Override
  public void close() {
    drain();
    context.close();
    closed.countDown();
  }

  private CompletableFuture<?> graceful() {
    return server instanceof GracefulShutdownCapable listening && server.isRunning()
        ? listening.shutdownGracefully().toCompletableFuture()
        : CompletableFuture.completedFuture(null);
  }

  private static Map<String, Object> properties(ServerOptions options) {
    var all = CrossOrigin.properties(options.cors());
    all.putAll(own(options));
    return all;
  }

  private static Map<String, Object> own(ServerOptions options) {
    return Map.ofEntries(
        Map.entry("micronaut.application.name", "keyrelay"),
        Map.entry("micronaut.server.host", options.host()),
        Map.entry("micronaut.server.port", options.port()),
        Map.entry("micronaut.server.max-request-size", options.maxRequestBytes()),
        Map.entry("micronaut.server.max-request-buffer-size", options.maxRequestBytes()),
        // A streamed answer is silent in one direction for as long as it lasts.
        Map.entry("micronaut.server.read-idle-timeout", options.idleTimeout()),
        Map.entry("micronaut.server.write-idle-timeout", options.idleTimeout()),
        Map.entry("micronaut.server.idle-timeout", options.idleTimeout()),
        Map.entry("micronaut.server.netty.max-initial-line-length", MAX_REQUEST_LINE),
        Map.entry("micronaut.server.netty.max-header-size", MAX_HEADERS),
        // Compressing costs more than it saves here, and holds events of a stream back.
        Map.entry("micronaut.server.netty.compression-threshold", -1),
        Map.entry("micronaut.server.thread-selection", "BLOCKING"),
        // Any other type has a fixed number of threads, virtual or not, and calls would queue.
        Map.entry("micronaut.executors.blocking.type", "THREAD_PER_TASK"),
        Map.entry("micronaut.executors.blocking.virtual", true),
        Map.entry("micronaut.netty.event-loops.default.transport", TRANSPORTS),
        Map.entry("micronaut.server.netty.parent.transport", TRANSPORTS));
  }

  private static StartException explain(ServerStartupException failure, ServerOptions options) {
    String address = options.uri(options.port()).getAuthority();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return new StartException(
            "Cannot listen on "
                + address
                + ": "
                + cause.getMessage()
                + ". Choose another with --host or --port.",
            failure);
      }
      if (cause instanceof UnresolvedAddressException) {
        return new StartException(
            "Cannot listen on "
                + address
                + ": that host name has no address here. Choose another with --host.",
            failure);
      }
    }
    return new StartException("Cannot listen on " + address + ": " + failure.getMessage(), failure);
  }
}
