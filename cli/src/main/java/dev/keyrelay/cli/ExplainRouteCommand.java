package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.RunningGateway;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.explain.RouteQuestion;
import dev.keyrelay.server.http.RouteJson;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Operation;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what becomes of a request for a model, without making one. */
@Command(
    name = "explain",
    description = {
      "Says which targets a request for a model would try, in which order, and which credentials"
          + " there are for each. Nothing is sent to a provider.",
      "",
      "Asks the running gateway, which knows what cools down; where none runs, follows the"
          + " configuration."
    })
final class ExplainRouteCommand implements Callable<Integer> {

  private static final int MOST = 50;

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final GatewayOption gateway = new GatewayOption();

  @Parameters(paramLabel = "MODEL", description = "The model as clients write it.")
  private String model = "";

  @Option(
      names = "--operation",
      paramLabel = "OPERATION",
      defaultValue = "GENERATE",
      description =
          "What is asked: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. Without a running"
              + " gateway.")
  private Operation operation = Operation.GENERATE;

  ExplainRouteCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Installation installation = home.open(surroundings);
        RunningGateway running = gateway.of(installation.configuration())) {
      if (gateway.named() || running.answers()) {
        print(asked(running));
      } else {
        print(planned(installation));
      }
    }
    return ExitCodes.OK;
  }

  private JsonNode asked(RunningGateway running) throws InterruptedException {
    try {
      return running.get(
          "/v1/route/explain?model=" + URLEncoder.encode(model, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private JsonNode planned(Installation installation) {
    try (Engine engine = installation.engine()) {
      var question =
          new RouteQuestion(model, operation, Dialect.OPENAI_CHAT, false, Optional.empty(), "");
      return new RouteJson(MOST).of(engine.explain(question));
    }
  }

  private void print(JsonNode body) {
    Console console = surroundings.console();
    if (json.wanted()) {
      console.json(body);
      return;
    }
    console.out().println(console.strong(model));
    print(body, "  ");
  }

  /** Whatever the gateway says, as indented lines. */
  private void print(JsonNode node, String indent) {
    Console console = surroundings.console();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      if (value.isValueNode()) {
        if (!value.isNull() && !field.getKey().equals("model")) {
          console.out().println(indent + field.getKey() + ": " + value.asText());
        }
      } else if (!value.isEmpty()) {
        console.out().println(indent + field.getKey() + ":");
        if (value.isArray()) {
          printList(value, indent + "  ");
        } else {
          print(value, indent + "  ");
        }
      }
    }
  }

  private void printList(JsonNode list, String indent) {
    int number = 1;
    for (JsonNode element : list) {
      if (element.isValueNode()) {
        surroundings.console().out().println(indent + element.asText());
      } else {
        surroundings.console().out().println(indent + number + ".");
        print(element, indent + "   ");
      }
      number++;
    }
  }
}
