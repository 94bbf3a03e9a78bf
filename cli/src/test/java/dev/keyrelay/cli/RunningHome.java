package dev.keyrelay.cli;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.PluginLoader;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import java.security.SecureRandom;

/** A gateway that serves a test's home folder. */
final class RunningHome implements AutoCloseable {

  private final Gateway gateway;

  RunningHome(TestHome home) {
    Configuration configuration = Configuration.read(new Home(home.folder), home.variables());
    gateway =
        Gateway.start(
            configuration,
            PluginLoader.load(home.distribution().pluginFolders(configuration)),
            ClientKeys.of(configuration.home(), configuration.settings(), new SecureRandom()),
            ServerOptions.defaults().listeningOn("127.0.0.1", 0));
  }

  Gateway gateway() {
    return gateway;
  }

  String address() {
    return gateway.uri().toString();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
