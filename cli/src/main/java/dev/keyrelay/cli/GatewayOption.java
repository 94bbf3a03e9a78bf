package dev.keyrelay.cli;

import dev.keyrelay.cli.home.RunningGateway;
import dev.keyrelay.engine.config.Configuration;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says where a running gateway is. */
final class GatewayOption {

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description =
          "The running gateway to ask. Default: the one that runs in the home folder. Its key is"
              + " PROXY_API_KEY, else the one in state/proxy_api_key.")
  private Optional<URI> address = Optional.empty();

  RunningGateway of(Configuration configuration) {
    if (address.isPresent() && (address.get().getHost() == null)) {
      throw new CommandException(
          "The gateway is "
              + address.get()
              + "; expected an address such as http://127.0.0.1:8000.");
    }
    return RunningGateway.of(configuration, address);
  }

  /** Whether the user named one, so that no other source will do. */
  boolean named() {
    return address.isPresent();
  }
}
