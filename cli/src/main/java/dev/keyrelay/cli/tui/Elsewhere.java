package dev.keyrelay.cli.tui;

import dev.keyrelay.cli.home.RunningGateway;
import dev.keyrelay.engine.config.Configuration;
import java.io.IOException;
import java.util.Optional;

/**
 * A gateway of another process that serves the same home folder.
 *
 * @param address where it listens
 * @param standing absent if it does not take the client key of this home
 */
record Elsewhere(String address, Optional<Standing> standing) {

  /** Looks for it. */
  static Optional<Elsewhere> of(Configuration configuration) {
    try (RunningGateway running = RunningGateway.of(configuration, Optional.empty())) {
      return running.answers()
          ? Optional.of(new Elsewhere(running.address().toString(), standing(running)))
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<Standing> standing(RunningGateway running) throws InterruptedException {
    try {
      return Optional.of(Standing.of(running.get("/v1/quota-stats")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
