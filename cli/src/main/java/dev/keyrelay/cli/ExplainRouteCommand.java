package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.RunningGateway;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.explain.RouteQuestion;
import dev.keyrelay.server.http.RouteJson;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.JsonBody.InvalidJsonException;
import dev.keyrelay.spi.Operation;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
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
      "Asks the running gateway, which knows what is cooling down; where none runs, follows the"
          + " configuration."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keyrelay route explain openai/gpt-5-mini",
      "  keyrelay route explain --request body.json"
    })
final class ExplainRouteCommand implements Callable<Integer> {

  private static final int MOST = 50;

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final GatewayOption gateway = new GatewayOption();

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "The model as clients write it. May be left out if the request names it.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--request",
      paramLabel = "FILE",
      description =
          "The body of the request as the client would send it, - for the standard input. The"
              + " running gateway tells by it which conversation it belongs to, even where no id"
              + " names one.")
  private Optional<Path> request = Optional.empty();

  @Option(
      names = "--operation",
      paramLabel = "OPERATION",
      defaultValue = "GENERATE",
      description = "What is requested: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Operation operation = Operation.GENERATE;

  @Option(
      names = "--session",
      paramLabel = "ID",
      description =
          "The conversation, as the client names it in a header or in the body. A running gateway"
              + " knows conversations of the client key that this command uses.")
  private Optional<String> session = Optional.empty();

  ExplainRouteCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var body = body();
    String name = named(body);
    try (Installation installation = home.open(surroundings);
        RunningGateway running = gateway.of(installation.configuration())) {
      JsonNode route =
          gateway.named() || running.answers() ? asked(running, body) : planned(installation, name);
      if (json.wanted()) {
        surroundings.console().json(route);
      } else {
        print(name, route);
      }
      return route.path("targets").isEmpty() ? ExitCodes.FAILED : ExitCodes.OK;
    }
  }

  private JsonNode asked(RunningGateway running, Optional<byte[]> body)
      throws InterruptedException {
    String path =
        "/v1/route/explain?operation="
            + encoded(operation.name().toLowerCase(Locale.ROOT))
            + model.map(name -> "&model=" + encoded(name)).orElse("")
            + session.map(id -> "&session=" + encoded(id)).orElse("");
    try {
      return body.isPresent() ? running.post(path, body.get()) : running.get(path);
    } catch (IOException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The request's body, if the user has one. */
  private Optional<byte[]> body() {
    if (request.isEmpty()) {
      return Optional.empty();
    }
    Path file = request.get();
    try {
      return Optional.of(
          file.equals(Path.of("-"))
              ? System.in.readAllBytes()
              : Files.readAllBytes(surroundings.workingDirectory().resolve(file)));
    } catch (IOException e) {
      throw new CommandException(
          "The request " + file + " cannot be read (" + e.getClass().getSimpleName() + ").", e);
    }
  }

  /** The model that is asked for. */
  private String named(Optional<byte[]> body) {
    return model
        .or(() -> body.flatMap(ExplainRouteCommand::namedBy))
        .orElseThrow(
            () ->
                new CommandException(
                    "No model is named (expected: MODEL, or --request FILE with a body that names"
                        + " one)."));
  }

  private static Optional<String> namedBy(byte[] body) {
    try {
      return JsonBody.parse(body).text("model");
    } catch (InvalidJsonException e) {
      throw new CommandException("The request is no JSON object: " + e.getMessage(), e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private JsonNode planned(Installation installation, String name) {
    try (Engine engine = installation.engine()) {
      var question = new RouteQuestion(name, operation, Dialect.OPENAI_CHAT, false, session, "");
      return new RouteJson(MOST).of(engine.explain(question));
    } catch (GatewayException e) {
      throw new CommandException(e.error().message(), e);
    }
  }

  private void print(String name, JsonNode route) {
    Console console = surroundings.console();
    JsonNode chosen = route.path("chosen");
    console
        .out()
        .println(
            console.strong(name)
                + (chosen.isObject()
                    ? " → " + console.good(chosen.path("target").asText())
                    : " " + console.bad("is served by nobody now")));
    for (JsonNode target : route.path("targets")) {
      print(target, console);
    }
    for (JsonNode out : route.path("left_out")) {
      console.out().println();
      console.out().println(console.odd("left out: " + out.path("name").asText()));
      console.out().println("  " + out.path("message").asText());
    }
    if (route.path("targets").size() > 1) {
      words("goes on after", route.path("moves_on_after"));
      words("stops after", route.path("stops_after"));
    }
  }

  private static void print(JsonNode target, Console console) {
    console.out().println();
    console
        .out()
        .println(
            target.path("place").asText()
                + ". "
                + console.strong(target.path("target").asText())
                + "  "
                + target.path("how").asText()
                + (target.path("passes_through").asBoolean() ? "" : ", translated"));
    for (JsonNode one : target.path("candidates")) {
      boolean first = one.path("credential").equals(target.path("chosen"));
      console
          .out()
          .println(
              (first ? "   → " : "     ")
                  + one.path("name").asText()
                  + "  "
                  + one.path("in_flight").asText()
                  + " under way"
                  + chance(one.path("share").asDouble()));
    }
    target
        .path("excluded_by")
        .properties()
        .forEach(
            reason ->
                console
                    .out()
                    .println(
                        console.odd(
                            "     not now: "
                                + reason.getValue().asText()
                                + " because of "
                                + reason.getKey())));
    for (JsonNode one : target.path("excluded")) {
      for (JsonNode reason : one.path("exclusions")) {
        console.out().println(console.odd("       " + held(one, reason)));
      }
    }
    JsonNode kept = target.path("session");
    if (kept.isObject()) {
      console
          .out()
          .println(
              "     the session "
                  + kept.path("session").asText()
                  + " has had "
                  + kept.path("requests").asText()
                  + " answers, and read "
                  + kept.path("cached_tokens").asText()
                  + " of its "
                  + kept.path("input_tokens").asText()
                  + " tokens from the cache");
    }
  }

  /** Said only where chance or what is not known yet decides. */
  private static String chance(double share) {
    return share > 0 && share < 1 ? ", chosen with " + Math.round(share * 100) + " %" : "";
  }

  /** Why a credential is no choice, who says so, and until when. */
  private static String held(JsonNode credential, JsonNode reason) {
    JsonNode until = reason.path("until");
    return credential.path("name").asText()
        + ": "
        + reason.path("reason").asText()
        + " ("
        + reason.path("source").asText()
        + (until.isTextual() ? ", until " + until.textValue() : "")
        + ")";
  }

  private void words(String title, JsonNode words) {
    if (!words.isEmpty()) {
      var list = new ArrayList<String>();
      words.forEach(word -> list.add(word.asText()));
      surroundings.console().out().println();
      surroundings.console().out().println(title + ": " + String.join(", ", list));
    }
  }
}
