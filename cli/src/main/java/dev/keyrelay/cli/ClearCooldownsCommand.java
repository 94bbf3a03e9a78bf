package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.Lent;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends cooldowns. */
@Command(
    name = "clear",
    description = {
      "Ends cooldowns of the running gateway: all, or those that match every given option."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  keyrelay cooldowns clear", "  keyrelay cooldowns clear --provider groq"})
final class ClearCooldownsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final Operating operating = new Operating();
  @Mixin private final CooldownOptions options = new CooldownOptions();

  ClearCooldownsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    return operating.run(
        surroundings,
        running -> {
          JsonNode answer = running.delete(options.path(Lent.of(running)));
          if (!operating.json()) {
            int cleared = answer.path("cleared").asInt();
            surroundings
                .console()
                .out()
                .println(cleared + (cleared == 1 ? " cooldown" : " cooldowns") + " ended.");
          }
          return answer;
        });
  }
}
