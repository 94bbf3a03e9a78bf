package dev.keyrelay.cli;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.engine.config.ServerSettings;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.engine.credential.ClientKeys;
import dev.keyrelay.engine.plugin.PluginLoader;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the gateway until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Starts the gateway and keeps it running until SIGTERM or Ctrl-C.",
      "",
      "What no option says is read from the environment, then from .env in the home folder. A"
          + " PROXY_API_KEY there is what clients must present; without one, the first start makes"
          + " a key and keeps it in state/proxy_api_key."
    })
final class ServeCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "The address to listen on. One that others can reach needs a PROXY_API_KEY. Default:"
              + " KEYRELAY_HOST, else 127.0.0.1.")
  private Optional<String> host = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on, 0 for any free one. Default: PORT, else 8000.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--enable-request-logging",
      description =
          "The same as ENABLE_REQUEST_LOGGING=true: what is asked and answered is kept below logs.")
  private boolean requestLogging;

  ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration = home.read(surroundings, optionsAsVariables());
    ServerOptions options = options(configuration.gateway().server());
    ClientKeys keys = clientKeys(configuration, options);
    var plugins = PluginLoader.load(surroundings.distribution().pluginFolders(configuration));
    try (Gateway gateway = Gateway.start(configuration, plugins, keys, options)) {
      report(configuration);
      if (!closeAtShutdown(gateway)) {
        return ExitCodes.OK;
      }
      new Greeting(surroundings.console(), configuration, keys, sureModel(gateway.engine()))
          .print(gateway.uri());
      gateway.awaitClose();
    }
    return ExitCodes.OK;
  }

  private Map<String, String> optionsAsVariables() {
    return requestLogging ? Map.of("ENABLE_REQUEST_LOGGING", "true") : Map.of();
  }

  private ServerOptions options(ServerSettings settings) {
    try {
      return ServerOptions.defaults()
          .listeningOn(host.orElse(settings.host()), port.orElse(settings.port()))
          .withMaxRequestBytes(settings.maxBodyBytes());
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private ClientKeys clientKeys(Configuration configuration, ServerOptions options) {
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
      report(configuration);
      throw new CommandException("Without a key no client could come in.");
    }
    return keys;
  }

  private void report(Configuration configuration) {
    for (Finding finding : configuration.findings()) {
      surroundings.console().err().println(finding.level() + " " + finding);
    }
  }

  /** The demo's model, or one that the user declared; what upstream has is not known yet. */
  private static Optional<String> sureModel(Engine engine) {
    if (engine.providers().containsKey("demo")) {
      return Optional.of("demo/echo");
    }
    return engine.providers().keySet().stream()
        .flatMap(
            id ->
                engine.wiring().policies().of(id).models().all().stream()
                    .map(model -> id + "/" + model.name()))
        .filter(name -> name.matches("[A-Za-z0-9._:/@-]+"))
        .findFirst();
  }

  /** False if the process is ending already. */
  private static boolean closeAtShutdown(Gateway gateway) {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "shutdown"));
      return true;
    } catch (IllegalStateException ending) {
      return false;
    }
  }
}
