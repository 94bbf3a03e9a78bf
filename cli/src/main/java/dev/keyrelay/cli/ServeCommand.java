package dev.keyrelay.cli;

import dev.keyrelay.server.Application;
import dev.keyrelay.server.ServerOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the gateway until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Starts the gateway and keeps it running until SIGTERM or Ctrl-C.",
      "What an option does not say is read from the environment and from .env in the home folder."
    },
    footer = "")
final class ServeCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen on. Default: KEYRELAY_HOST, else 127.0.0.1.")
  private Optional<String> host = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on, 0 for any free one. Default: PORT, else 8000.")
  private Optional<Integer> port = Optional.empty();

  ServeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerOptions options =
        ServerOptions.defaults()
            .listeningOn(
                host.orElse(ServerOptions.DEFAULT_HOST), port.orElse(ServerOptions.DEFAULT_PORT));
    Application application = Application.start(options);
    Runtime.getRuntime().addShutdownHook(new Thread(application::close, "shutdown"));
    surroundings.console().out().println("KeyRelay listens on " + application.uri());
    application.awaitClose();
    return ExitCodes.OK;
  }
}
