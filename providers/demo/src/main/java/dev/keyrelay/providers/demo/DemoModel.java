package dev.keyrelay.providers.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The models of the demo: each is one behaviour, so that anyone can watch it with curl. */
enum DemoModel {
  ECHO("Says back what you said.", ChatScript.echo()),
  SLOW("Says back what you said, four words a second.", ChatScript.echo().perSecond(4)),
  LATE("Waits five seconds before it answers.", ChatScript.echo().after(Duration.ofSeconds(5))),
  LONG("Says 400 words, 40 a second.", ChatScript.tokens(400).perSecond(40)),
  REASONER(
      "Thinks before it speaks.",
      ChatScript.echo().thinking("The user wants to see reasoning; so I think a little first.")),
  HUGE("Answers with 16 MiB.", new HugeScript(16L << 20)),
  FLAKY("Fails once with 500 and then answers, in turn.", DemoVariation.failing(1)),
  RATE_LIMITED(
      "429, and asks to come back in 20 seconds.", Faults.rateLimited(Duration.ofSeconds(20))),
  RATE_LIMITED_BARE("429 that names no time.", Faults.rateLimited()),
  OVERLOADED("503.", Faults.status(503)),
  FAILING("500.", Faults.status(500)),
  BAD_KEY("401.", Faults.status(401)),
  NO_MONEY("402.", Faults.status(402)),
  FORBIDDEN("403.", Faults.status(403)),
  MISSING("404.", Faults.status(404)),
  TOO_LARGE("413.", Faults.status(413)),
  INVALID("400.", Faults.status(400)),
  HTML("A web page with status 200.", Faults.html(200)),
  EMPTY("Status 200 and nothing.", Faults.empty(200)),
  CUT_JSON("JSON that breaks off.", Faults.truncatedJson()),
  HIDDEN_ERROR(
      "An error as the first event of a stream of status 200.",
      ChatScript.tokens(20).breaking(0, Break.ERROR_EVENT)),
  ERROR_STREAM(
      "An error event after ten words.",
      ChatScript.tokens(20).perSecond(10).breaking(10, Break.ERROR_EVENT)),
  BROKEN_STREAM(
      "A connection reset after ten words.",
      ChatScript.tokens(20).perSecond(10).breaking(10, Break.RESET)),
  CUT_STREAM(
      "A stream that ends after ten words without its last event.",
      ChatScript.tokens(20).perSecond(10).breaking(10, Break.CUT)),
  STALLED_STREAM(
      "A stream that goes silent after ten words.",
      ChatScript.tokens(20).perSecond(10).breaking(10, Break.STALL)),
  STALLED("Never answers.", Faults.stall());

  private final String meaning;
  private final Script script;

  DemoModel(String meaning, Script script) {
    this.meaning = meaning;
    this.script = script;
  }

  /** The model id: the name in lower case with hyphens. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it does, in one sentence. */
  String meaning() {
    return meaning;
  }

  Script script() {
    return script;
  }

  /** The script of a model by its id, which may end with a number ({@link DemoVariation}). */
  static Optional<Script> script(String id) {
    return Stream.of(values())
        .filter(model -> model.id().equals(id))
        .map(DemoModel::script)
        .findFirst()
        .or(() -> DemoVariation.of(id));
  }
}
