package dev.keyrelay.cli;

import dev.keyrelay.server.ServerOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the gateway until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Starts the gateway and keeps it running until SIGTERM or Ctrl-C.",
      "",
      "Settings without an option are read from the environment, then from .env in the home folder."
          + " Clients must send the PROXY_API_KEY that is set there; without one, the first start"
          + " makes a key and keeps it in state/proxy_api_key."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  keyrelay serve", "  keyrelay serve --home ~/gateway --port 8080"})
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

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on, 0 for any free one. Default: PORT, else 8000.")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--enable-request-logging",
      description =
          "The same as ENABLE_REQUEST_LOGGING=true: requests and answers are written below logs.")
  private boolean requestLogging;

  ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    port.filter(number -> number < 0 || number > ServerOptions.MAX_PORT)
        .ifPresent(
            number -> {
              throw new ParameterException(
                  spec.commandLine(),
                  "Invalid value for option '--port': "
                      + number
                      + " (expected: 0 to "
                      + ServerOptions.MAX_PORT
                      + ").");
            });
    return serving().run(surroundings);
  }

  /** What the command line says. */
  Serving serving() {
    return new Serving(home.folder(), host, port, requestLogging);
  }
}
