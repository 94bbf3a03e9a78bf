package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.RunningGateway;
import java.io.IOException;
import java.net.ConnectException;
import picocli.CommandLine.Mixin;

/** The options of commands that only a running gateway can carry out. */
final class Operating {

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final GatewayOption gateway = new GatewayOption();

  /** What is asked of a gateway. */
  @FunctionalInterface
  interface Errand {

    /**
     * Does it, and prints for people unless JSON is wanted; the answer for programs.
     *
     * @throws IllegalArgumentException if the gateway does not know a name
     */
    JsonNode carryOut(RunningGateway running) throws IOException, InterruptedException;
  }

  /** Whether the answer is printed as JSON. */
  boolean json() {
    return json.wanted();
  }

  /**
   * Carries it out.
   *
   * @throws CommandException if no gateway answers, or it refuses; the message says which
   */
  int run(Surroundings surroundings, Errand errand) throws InterruptedException {
    try (RunningGateway running = gateway.of(home.read(surroundings))) {
      JsonNode answer = errand.carryOut(running);
      if (json.wanted()) {
        surroundings.console().json(answer);
      }
      return ExitCodes.OK;
    } catch (IOException e) {
      throw new CommandException(
          e.getMessage()
              + (e.getCause() instanceof ConnectException
                  ? " Start it with keyrelay serve, or name another: --gateway URL"
                  : ""),
          e);
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }
}
