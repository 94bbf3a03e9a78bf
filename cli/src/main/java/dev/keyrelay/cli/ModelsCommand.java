package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.RunningGateway;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.engine.models.ListedModel;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the models that clients may call. */
@Command(
    name = "models",
    description = {
      "Lists the models that clients may call. Asks the running gateway; where none runs, asks the"
          + " providers themselves."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  keyrelay models --provider openai"})
final class ModelsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final GatewayOption gateway = new GatewayOption();

  @Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      description = "Only the models of this provider.")
  private Optional<String> provider = Optional.empty();

  /**
   * A model.
   *
   * @param context how many tokens a conversation may have, empty if nobody says
   * @param output how many tokens an answer may have, empty if nobody says
   */
  private record Row(String id, String context, String output) {}

  ModelsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Installation installation = home.open(surroundings);
        RunningGateway running = gateway.of(installation.configuration())) {
      Optional<String> only = provider.map(name -> Providers.service(installation, name).id());
      boolean ask = gateway.named() || running.answers();
      List<Row> rows =
          (ask ? asked(running) : listed(installation))
              .stream()
                  .filter(row -> only.map(id -> row.id.startsWith(id + "/")).orElse(true))
                  .toList();
      print(rows);
      return rows.isEmpty() ? ExitCodes.FAILED : ExitCodes.OK;
    }
  }

  private static List<Row> asked(RunningGateway running) throws InterruptedException {
    try {
      var rows = new ArrayList<Row>();
      for (JsonNode model : running.get("/v1/models").path("data")) {
        rows.add(
            new Row(
                model.path("id").asText(),
                model.path("context_length").asText(""),
                model.path("max_completion_tokens").asText("")));
      }
      return rows;
    } catch (IOException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private List<Row> listed(Installation installation) throws InterruptedException {
    try (Engine engine = installation.engine()) {
      var lists = engine.wiring().models();
      var rows = lists.all().stream().map(ModelsCommand::row).toList();
      var problems = lists.problems();
      for (FoundCredential one : installation.allCredentials()) {
        Optional.ofNullable(problems.get(one.id())).ifPresent(problem -> tell(one, problem));
      }
      return rows;
    }
  }

  private void tell(FoundCredential one, String problem) {
    surroundings
        .console()
        .tell(one.provider() + " lists no models for " + one.displayName() + ": " + problem);
  }

  private static Row row(ListedModel model) {
    var info = model.info();
    return new Row(
        model.id(),
        info.contextLength().isPresent() ? "" + info.contextLength().getAsLong() : "",
        info.maxOutputTokens().isPresent() ? "" + info.maxOutputTokens().getAsLong() : "");
  }

  private void print(List<Row> rows) {
    Console console = surroundings.console();
    if (json.wanted()) {
      var array = JsonBody.MAPPER.createArrayNode();
      for (Row row : rows) {
        var node = array.addObject().put("id", row.id);
        if (!row.context.isEmpty()) {
          node.put("context_length", Long.parseLong(row.context));
        }
        if (!row.output.isEmpty()) {
          node.put("max_completion_tokens", Long.parseLong(row.output));
        }
      }
      console.json(array);
      return;
    }
    if (rows.isEmpty()) {
      console.tell("no models. Is there a credential? keyrelay credentials list");
      return;
    }
    Table table = new Table("MODEL", "CONTEXT", "OUTPUT");
    rows.forEach(row -> table.row(row.id, row.context, row.output));
    table.print(console);
  }
}
