package dev.keyrelay.server;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.models.ModelLists;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.state.MemoryState;
import dev.keyrelay.engine.state.SqliteState;
import dev.keyrelay.engine.state.StateException;
import dev.keyrelay.engine.state.StateStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;

/** A gateway that serves: plugins, engine and HTTP application of one configuration. */
public final class Gateway implements AutoCloseable {

  private static final Duration KEEP_MODEL_LISTS = Duration.ofMinutes(10);

  private final Plugins plugins;
  private final Engine engine;
  private final ModelLists models;
  private final Application application;

  private Gateway(Plugins plugins, Engine engine, ModelLists models, Application application) {
    this.plugins = plugins;
    this.engine = engine;
    this.models = models;
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
    var engine = Engine.of(configuration, plugins, state(configuration));
    var models =
        new ModelLists(
            engine.providers(),
            engine.wiring().policies()::of,
            KEEP_MODEL_LISTS,
            engine.wiring().clock());
    try {
      return new Gateway(plugins, engine, models, Application.start(options, engine, models, keys));
    } catch (RuntimeException e) {
      models.close();
      engine.close();
      plugins.close();
      throw e;
    }
  }

  /** On disk; in memory where there is none to write to. */
  private static StateStore state(Configuration configuration) {
    var folder = configuration.home().state();
    try {
      Files.createDirectories(folder);
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

  /** What answers. */
  public Engine engine() {
    return engine;
  }

  /** Blocks until {@link #close} has been called, from whichever thread. */
  public void awaitClose() throws InterruptedException {
    application.awaitClose();
  }

  @Override
  public void close() {
    application.close();
    models.close();
    engine.close();
    plugins.close();
  }
}
