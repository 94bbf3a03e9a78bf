package dev.keyrelay.lambda;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Environment;
import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Home;
import dev.keyrelay.engine.config.Settings;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.CodeLocation;
import dev.keyrelay.engine.plugin.PluginLoader;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.state.MemoryState;
import dev.keyrelay.engine.state.StateException;
import dev.keyrelay.engine.state.StateStore;
import dev.keyrelay.engine.state.redis.RedisState;
import dev.keyrelay.server.Core;
import dev.keyrelay.server.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the core of a function from environment variables alone; no {@code .env} is read. */
final class FunctionCore {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionCore.class);

  /** The only disk that a function may write to is {@code /tmp}, and it does not last. */
  private static final Home HOME = new Home(Path.of("/tmp/keyrelay"));

  private FunctionCore() {}

  /** Of the function whose {@code lib/} holds the running code. */
  static Core ofRunningFunction(Map<String, String> environment) {
    var configuration = configuration(HOME, environment);
    var folders = PluginLoader.folders(shipped(), HOME, configuration.settings());
    return of(configuration, PluginLoader.load(folders));
  }

  static Configuration configuration(Home home, Map<String, String> environment) {
    return Configuration.of(home, new Settings(Environment.of(environment), new Findings()));
  }

  /** Logs what does not hold. */
  static Core of(Configuration configuration, Plugins plugins) {
    // Asked first, because a key would be made and kept if none were configured.
    if (configuration.settings().find(Variables.PROXY_API_KEY).isEmpty()) {
      throw noKey();
    }
    var keys = ClientKeys.of(configuration.home(), configuration.settings(), new SecureRandom());
    if (!keys.configured()) {
      throw noKey();
    }
    var core = Core.of(configuration, plugins, keys, state(configuration));
    configuration.findings().forEach(finding -> LOG.warn("{} {}", finding.level(), finding));
    return core;
  }

  private static StartException noKey() {
    return new StartException(
        Variables.PROXY_API_KEY.name()
            + " is not set. A function has no disk to keep a key of its own on: set it among the"
            + " function's environment variables.");
  }

  private static StateStore state(Configuration configuration) {
    var redis = configuration.settings().find(Variables.REDIS_URL);
    try {
      return redis.isPresent()
          ? RedisState.asleep(redis.get(), InstantSource.system())
          : new MemoryState();
    } catch (StateException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The folder {@code plugins/} beside {@code lib/}; none when classes run unpacked. */
  private static Optional<Path> shipped() {
    return Optional.of(CodeLocation.of(FunctionCore.class))
        .filter(Files::isRegularFile)
        .map(jar -> jar.resolve("../../plugins").normalize());
  }
}
