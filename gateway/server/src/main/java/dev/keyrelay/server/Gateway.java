package dev.keyrelay.server;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.models.ModelLists;
import dev.keyrelay.engine.plugin.Plugins;
import java.net.URI;
import java.time.Duration;

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
   * @throws StartException when the address cannot be bound
   */
  public static Gateway start(
      Configuration configuration, Plugins plugins, ClientKeys keys, ServerOptions options) {
    var engine = Engine.of(configuration, plugins);
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
