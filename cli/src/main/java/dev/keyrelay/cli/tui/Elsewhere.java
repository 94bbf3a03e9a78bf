package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.RunningGateway;
import dev.keyrelay.engine.config.Configuration;
import java.io.IOException;
import java.util.Optional;

/**
 * A gateway of another process, at the address that the configuration says.
 *
 * @param address where it listens
 */
record Elsewhere(String address, Standing standing) {

  /** Looks for it; empty if nothing there is a gateway that takes the key of this home. */
  static Optional<Elsewhere> of(Configuration configuration) {
    if (configuration.gateway().server().port() == 0) {
      return Optional.empty();
    }
    try (RunningGateway running = RunningGateway.of(configuration, Optional.empty())) {
      return Optional.of(
          new Elsewhere(running.address().toString(), Standing.of(running.get("/v1/quota-stats"))));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
