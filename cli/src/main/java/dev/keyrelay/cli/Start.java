package dev.keyrelay.cli;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.PluginLoader;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What a gateway is started with.
 *
 * @param options how it listens
 * @param keys what clients must present; at least one
 */
record Start(Configuration configuration, ServerOptions options, ClientKeys keys) {

  /**
   * Reads what is needed.
   *
   * @param host the address to listen on, instead of the configured one
   * @param port the port, likewise
   * @throws CommandException if it must not or cannot be started so; findings tell more
   */
  static Start of(Configuration configuration, Optional<String> host, Optional<Integer> port) {
    ServerOptions options = options(configuration, host, port);
    return new Start(configuration, options, keys(configuration, options));
  }

  private static ServerOptions options(
      Configuration configuration, Optional<String> host, Optional<Integer> port) {
    var settings = configuration.gateway().server();
    try {
      return ServerOptions.defaults()
          .listeningOn(host.orElse(settings.host()), port.orElse(settings.port()))
          .withMaxRequestBytes(settings.maxBodyBytes());
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ClientKeys keys(Configuration configuration, ServerOptions options) {
    String variable = Variables.PROXY_API_KEY.name();
    if (!options.loopbackOnly() && configuration.environment().get(variable).isEmpty()) {
      throw new CommandException(
          "Others can reach "
              + options.host()
              + ", so clients need a key of your choosing: set "
              + variable
              + " in the environment or in "
              + configuration.home().envFile()
              + ", or listen on 127.0.0.1.");
    }
    ClientKeys keys =
        ClientKeys.of(configuration.home(), configuration.settings(), new SecureRandom());
    if (keys.keys().isEmpty()) {
      String why =
          configuration.findings().isEmpty() ? "" : " " + configuration.findings().getLast();
      throw new CommandException("Without a key no client could come in." + why);
    }
    return keys;
  }

  /** Starts it. */
  Gateway gateway(Distribution distribution) {
    return Gateway.start(
        configuration,
        () -> PluginLoader.load(distribution.pluginFolders(configuration)),
        keys,
        options);
  }
}
