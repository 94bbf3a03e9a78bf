package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.Lent;
import dev.keyrelay.cli.home.Spans;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the busiest conversations. */
@Command(
    name = "sessions",
    description = {
      "Lists the conversations that the running gateway remembers, those with the most requests"
          + " first: which credential each is kept on, and what it read from the prompt cache.",
      "",
      "A conversation is shown by a digest, never by what is said in it."
    })
final class ListSessionsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final Operating operating = new Operating();

  @Mixin private final LentOptions whose = new LentOptions();

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "How many, 1,000 at most. Default: ${DEFAULT-VALUE}.")
  private int limit;

  ListSessionsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    return operating.run(
        surroundings,
        running -> {
          Map<String, String> wanted = whose.parameters(Lent.of(running));
          wanted.put("limit", String.valueOf(limit));
          JsonNode answer = running.get("/v1/route/sessions?" + LentOptions.query(wanted));
          if (!operating.json()) {
            print(answer.path("sessions"));
          }
          return answer;
        });
  }

  private void print(JsonNode sessions) {
    Console console = surroundings.console();
    if (sessions.isEmpty()) {
      console.out().println("No conversation is remembered.");
      return;
    }
    Table table =
        new Table("SESSION", "TARGET", "CREDENTIAL", "REQUESTS", "INPUT", "CACHED", "LAST USED");
    for (JsonNode one : sessions) {
      table.row(
          one.path("session").asText(),
          one.path("target").asText(),
          one.path("name").asText(),
          one.path("requests").asText(),
          one.path("input_tokens").asText(),
          cached(one),
          ago(one));
    }
    table.print(console);
  }

  private static String cached(JsonNode session) {
    long input = session.path("input_tokens").asLong();
    long cached = session.path("cached_tokens").asLong();
    return input == 0 ? "-" : Math.round(100.0 * cached / input) + " %";
  }

  private String ago(JsonNode session) {
    Instant used = Instant.parse(session.path("last_used").asText());
    return Spans.text(Duration.between(used, surroundings.time().clock().instant())) + " ago";
  }
}
