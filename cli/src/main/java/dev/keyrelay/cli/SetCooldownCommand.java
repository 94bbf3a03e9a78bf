package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.Lent;
import dev.keyrelay.spi.JsonBody;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sets a cooldown. */
@Command(
    name = "set",
    description = {
      "Takes a credential out of use for a while: altogether, or for a model or quota group; or a"
          + " whole provider. Replaces an existing cooldown, takes effect at once and survives"
          + " restarts.",
      "",
      "Without --scope it covers a credential. Scopes of a credential need --credential, those of a"
          + " provider --provider, those of a model or quota group --subject, too."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keyrelay cooldowns set --credential GROQ_API_KEY_2 --for 2h",
      "  keyrelay cooldowns set --scope provider --provider groq --for 15m"
    })
final class SetCooldownCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final Operating operating = new Operating();
  @Mixin private final CooldownOptions options = new CooldownOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--for",
      paramLabel = "LENGTH",
      description = "How long: seconds, or a length such as 90s, 15m, 2h.")
  private Optional<String> length = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Instead of --for: when it ends, such as 2030-01-31T12:00:00Z.")
  private Optional<String> until = Optional.empty();

  @Option(
      names = "--cause",
      paramLabel = "TEXT",
      description = "The reason to show; at most 200 characters.")
  private Optional<String> cause = Optional.empty();

  SetCooldownCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (length.isPresent() == until.isPresent()) {
      throw new ParameterException(
          spec.commandLine(), "Say when it ends: either --for LENGTH or --until TIME.");
    }
    return operating.run(
        surroundings,
        running -> {
          var lent = Lent.of(running);
          var order = JsonBody.MAPPER.createObjectNode();
          options.parameters(lent).forEach(order::put);
          length.ifPresent(text -> order.put("for", text));
          until.ifPresent(time -> order.put("until", time));
          cause.ifPresent(text -> order.put("cause", text));
          JsonNode set = running.post("/v1/admin/cooldowns", order);
          if (!operating.json()) {
            surroundings.console().out().println(sentence(set, lent));
          }
          return set;
        });
  }

  private static String sentence(JsonNode set, Lent lent) {
    String provider = set.path("provider").asText();
    String credential = lent.name(provider, set.path("credential").asText());
    String subject = set.path("subject").asText("");
    return provider
        + (credential.isEmpty() ? "" : " " + credential)
        + " cools down"
        + (subject.isEmpty() ? "" : " for " + subject)
        + " until "
        + set.path("until").asText()
        + ": "
        + set.path("cause").asText();
  }
}
