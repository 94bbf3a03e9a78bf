package dev.keyrelay.server;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.OwnersOnly;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.state.MemoryState;
import dev.keyrelay.engine.state.SqliteState;
import dev.keyrelay.engine.state.StateException;
import dev.keyrelay.engine.state.StateStore;
import dev.keyrelay.engine.state.redis.RedisState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** A gateway that serves: plugins, engine and HTTP application of one configuration. */
public final class Gateway implements AutoCloseable {

  private final Core core;
  private final Application application;

  private Gateway(Core core, Application application) {
    this.core = core;
    this.application = application;
  }

  /**
   * Starts, and returns when the server accepts connections.
   *
   * @param plugins the providers; closed with the gateway
   * @param keys what clients must present
   * @throws StartException when the address cannot be bound, or another process uses the folder
   */
  public static Gateway start(
      Configuration configuration, Plugins plugins, ClientKeys keys, ServerOptions options) {
    return start(configuration, () -> plugins, keys, options);
  }

  /** The same while the providers are yet to be loaded, which is done beside the rest. */
  public static Gateway start(
      Configuration configuration,
      Supplier<Plugins> plugins,
      ClientKeys keys,
      ServerOptions options) {
    var withCors = options.withCors(configuration.gateway().server().cors());
    var prepared =
        CompletableFuture.supplyAsync(
            () -> Application.prepare(withCors),
            Thread.ofPlatform().name("prepare").daemon()::start);
    // The engine's client waits for the event loops alone.
    var application = prepared.thenApply(Application::findRoutes);
    Core core;
    try {
      var loaded = plugins.get();
      var state = state(configuration);
      core = Core.of(configuration, loaded, keys, state, () -> awaited(prepared).loops());
    } catch (RuntimeException e) {
      awaited(application).close();
      throw e;
    }
    return listening(core, application);
  }

  private static Gateway listening(Core core, Future<Application> prepared) {
    Application application;
    try {
      application = awaited(prepared);
    } catch (RuntimeException e) {
      core.close();
      throw e;
    }
    try {
      var configuration = core.engine().configuration();
      core.engine().importUsage(configuration.home().originalUsage()).log();
      core.engine().lookAfterAccounts();
      application.listen(core.beans());
      application.startBackground(core::follow);
      ListeningAddress.write(configuration.home().state(), application.uri());
      return new Gateway(core, application);
    } catch (RuntimeException e) {
      core.close();
      application.close();
      throw e;
    }
  }

  private static Application awaited(Future<Application> prepared) {
    try {
      return prepared.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("Interrupted while starting.", e);
    }
  }

  /** Shared if the user says where; else on disk; in memory where there is none to write to. */
  private static StateStore state(Configuration configuration) {
    var redis = configuration.settings().find(Variables.REDIS_URL);
    if (redis.isPresent()) {
      try {
        return RedisState.running(redis.get(), InstantSource.system());
      } catch (StateException e) {
        throw new StartException(String.valueOf(e.getMessage()), e);
      }
    }
    var folder = configuration.home().state();
    try {
      Files.createDirectories(folder, OwnersOnly.folder(folder));
    } catch (IOException e) {
      configuration
          .settings()
          .findings()
          .note(
              folder.toString(),
              "cannot be written, so usage and cooldowns are forgotten at a restart.",
              "Make the folder writable to keep them.");
      return new MemoryState();
    }
    try {
      return SqliteState.open(folder, InstantSource.system());
    } catch (StateException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where the server listens. */
  public URI uri() {
    return application.uri();
  }

  /**
   * Takes over what a changed configuration says of log lines, and what {@link Engine#follow} says.
   * Requests go on meanwhile.
   */
  public void follow(Configuration changed) {
    core.follow(changed);
  }

  /** What answers. */
  public Engine engine() {
    return core.engine();
  }

  /** Blocks until {@link #close} has been called, from whichever thread. */
  public void awaitClose() throws InterruptedException {
    application.awaitClose();
  }

  @Override
  public void close() {
    ListeningAddress.remove(core.engine().configuration().home().state(), application.uri());
    application.drain();
    // Before the event loops, which it uses too.
    core.close();
    application.close();
  }
}
