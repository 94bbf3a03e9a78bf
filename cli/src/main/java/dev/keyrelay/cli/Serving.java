package dev.keyrelay.cli;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.server.Gateway;
import dev.keyrelay.server.ServerOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code serve} does, as its command line says. Reads the usual forms of that command line by
 * itself, because reading it with picocli takes longer than all the rest of a start.
 *
 * @param home the folder named, if one is
 * @param host the address named, if one is
 * @param port the port named, if one is
 */
record Serving(
    Optional<Path> home, Optional<String> host, Optional<Integer> port, boolean requestLogging) {

  private static final String LOGGING = "--enable-request-logging";
  private static final Set<String> VALUED = Set.of("--home", "--host", "--port");

  /** What a command line says if it is a plain one of {@code serve}; picocli's else. */
  static Optional<Serving> plain(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("serve")) {
      return Optional.empty();
    }
    var given = new HashMap<String, String>();
    for (int i = 1; i < arguments.length; i++) {
      String[] option = arguments[i].split("=", 2);
      boolean valued = VALUED.contains(option[0]);
      boolean apart = valued && option.length == 1;
      if ((!valued && !arguments[i].equals(LOGGING)) || (apart && i + 1 == arguments.length)) {
        return Optional.empty();
      }
      String value = apart ? arguments[++i] : option[option.length - 1];
      if (!value.matches(valued ? "[^-@].*" : LOGGING) || given.put(option[0], value) != null) {
        return Optional.empty();
      }
    }
    var port = Optional.ofNullable(given.get("--port"));
    return port.filter(digits -> !isPort(digits)).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Serving(
                Optional.ofNullable(given.get("--home")).map(Path::of),
                Optional.ofNullable(given.get("--host")),
                port.map(Integer::valueOf),
                given.containsKey(LOGGING)));
  }

  private static boolean isPort(String digits) {
    return digits.matches("\\d{1,5}") && Integer.parseInt(digits) <= ServerOptions.MAX_PORT;
  }

  /** Serves until the process ends. */
  int run(Surroundings surroundings) throws InterruptedException {
    Configuration configuration = HomeOption.read(home, surroundings, optionsAsVariables());
    Start start = Start.of(configuration, host, port);
    try (Gateway gateway = start.gateway(surroundings.distribution())) {
      report(surroundings, configuration);
      if (!closeAtShutdown(gateway)) {
        return ExitCodes.OK;
      }
      new Greeting(surroundings.console(), configuration, start.keys(), sureModel(gateway.engine()))
          .print(gateway.uri());
      gateway.awaitClose();
    }
    return ExitCodes.OK;
  }

  private Map<String, String> optionsAsVariables() {
    return requestLogging ? Map.of("ENABLE_REQUEST_LOGGING", "true") : Map.of();
  }

  private static void report(Surroundings surroundings, Configuration configuration) {
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
