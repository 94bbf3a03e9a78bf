package dev.keyrelay.server;

import dev.keyrelay.engine.CredentialChanges;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.LogSettings;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.credential.ClientNames;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.state.StateStore;
import dev.keyrelay.engine.upstream.EventLoops;
import java.util.function.Supplier;

/**
 * What the controllers answer with, made in one place for every host: the Netty server and AWS
 * Lambda. Closing it closes the engine and the plugins.
 */
public final class Core implements AutoCloseable {

  private final Plugins plugins;
  private final Engine engine;
  private final ClientKeys keys;
  private LogSettings logs;

  private Core(Plugins plugins, Engine engine, ClientKeys keys) {
    this.plugins = plugins;
    this.engine = engine;
    this.keys = keys;
    this.logs = engine.configuration().gateway().logs();
  }

  /**
   * Makes the engine of a configuration, with event loops of its own.
   *
   * @param plugins the providers; closed with the core
   * @param keys what clients must present
   * @param state what is remembered; closed with the core
   */
  public static Core of(
      Configuration configuration, Plugins plugins, ClientKeys keys, StateStore state) {
    LogSetup.apply(configuration.gateway().logs());
    return of(plugins, keys, Engine.of(configuration, plugins, state));
  }

  /**
   * Makes the engine of a configuration on the event loops of a server, so that an exchange costs
   * no change of threads. Does not wait for them.
   */
  static Core of(
      Configuration configuration,
      Plugins plugins,
      ClientKeys keys,
      StateStore state,
      Supplier<EventLoops> loops) {
    LogSetup.apply(configuration.gateway().logs());
    return of(plugins, keys, Engine.of(configuration, plugins, state, loops));
  }

  private static Core of(Plugins plugins, ClientKeys keys, Engine engine) {
    return new Core(plugins, engine, keys);
  }

  /**
   * Takes over what a changed configuration says of log lines, and what {@link Engine#follow} says.
   */
  synchronized CredentialChanges follow(Configuration changed) {
    var wanted = changed.gateway().logs();
    if (!wanted.equals(logs)) {
      LogSetup.apply(wanted);
      logs = wanted;
    }
    return engine.follow(changed);
  }

  /** What answers. */
  public Engine engine() {
    return engine;
  }

  /** What the context is given, by type. */
  public Object[] beans() {
    var names = new ClientNames(keys, engine.wiring().ids());
    return new Object[] {engine, engine.wiring().models(), names};
  }

  @Override
  public void close() {
    engine.close();
    plugins.close();
  }
}
