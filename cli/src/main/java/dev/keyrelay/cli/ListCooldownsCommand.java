package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.Lent;
import dev.keyrelay.cli.home.Spans;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what cools down. */
@Command(
    name = "list",
    description = {
      "Lists the cooldowns of the running gateway: all, or those that match every given option. One"
          + " that has ended stays listed until a request has succeeded."
    })
final class ListCooldownsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final Operating operating = new Operating();
  @Mixin private final CooldownOptions options = new CooldownOptions();

  ListCooldownsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    return operating.run(
        surroundings,
        running -> {
          var lent = Lent.of(running);
          JsonNode answer = running.get(options.path(lent));
          if (!operating.json()) {
            print(answer.path("cooldowns"), lent);
          }
          return answer;
        });
  }

  private void print(JsonNode cooldowns, Lent lent) {
    Console console = surroundings.console();
    if (cooldowns.isEmpty()) {
      console.out().println("Nothing cools down.");
      return;
    }
    Table table = new Table("PROVIDER", "CREDENTIAL", "SCOPE", "SUBJECT", "ENDS", "CAUSE", "BY");
    for (JsonNode one : cooldowns) {
      String provider = one.path("provider").asText();
      table.row(
          provider,
          lent.name(provider, one.path("credential").asText()),
          one.path("scope").asText(),
          one.path("subject").asText(""),
          ends(one),
          one.path("cause").asText(),
          one.path("source").asText());
    }
    table.print(console);
  }

  private String ends(JsonNode cooldown) {
    if (!cooldown.path("active").asBoolean()) {
      return "over";
    }
    Instant end = Instant.parse(cooldown.path("until").asText());
    String left = Spans.text(Duration.between(surroundings.time().clock().instant(), end));
    return surroundings.console().odd("in " + left);
  }
}
