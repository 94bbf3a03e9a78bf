package dev.keyrelay.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.QuotaLine;
import dev.keyrelay.cli.home.RunningGateway;
import dev.keyrelay.cli.home.Spans;
import dev.keyrelay.cli.home.Stats;
import dev.keyrelay.engine.state.StateException;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what was used, what is left and when it comes back. */
@Command(
    name = "quota",
    description = {
      "Shows how much of each provider was used, how much of each quota is left, and when it"
          + " resets.",
      "",
      "Asks the running gateway. Where none runs, reads what the last one kept in the state folder;"
          + " --gateway asks for that gateway alone."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  keyrelay quota --credentials", "  keyrelay quota --watch --every 10"})
final class QuotaCommand implements Callable<Integer> {

  private static final int BAR = 12;

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final GatewayOption gateway = new GatewayOption();

  @Option(names = "--credentials", description = "A line for each credential, too.")
  private boolean credentials;

  @Option(names = "--refresh", description = "Lets the running gateway ask providers first.")
  private boolean refresh;

  @Option(
      names = "--watch",
      description =
          "Repeats until Ctrl-C; where the output is no terminal, one below the other, with --json"
              + " one per line.")
  private boolean watch;

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "The pause of --watch. Default: ${DEFAULT-VALUE}.")
  private int every;

  QuotaCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Installation installation = home.open(surroundings);
        RunningGateway running = gateway.of(installation.configuration())) {
      if (watch) {
        new QuotaWatch(surroundings, json.wanted(), Duration.ofSeconds(Math.max(1, every)))
            .run(() -> stats(installation, running), this::table);
      }
      JsonNode stats = stats(installation, running);
      if (json.wanted()) {
        surroundings.console().json(stats);
      } else {
        table(stats, surroundings.console());
      }
      return ExitCodes.OK;
    }
  }

  private JsonNode stats(Installation installation, RunningGateway running)
      throws IOException, InterruptedException {
    if (gateway.named() || running.answers()) {
      return ask(running);
    }
    if (refresh) {
      throw new CommandException(
          "No gateway runs at " + running.address() + ", so nobody can ask providers.");
    }
    try {
      return Stats.kept(installation, surroundings.time().clock());
    } catch (StateException e) {
      throw new CommandException(
          e.getMessage()
              + " It does not listen on "
              + running.address()
              + "; name it: --gateway URL",
          e);
    }
  }

  private JsonNode ask(RunningGateway running) throws IOException, InterruptedException {
    try {
      return refresh
          ? running.post(
              "/v1/quota-stats", JsonBody.MAPPER.createObjectNode().put("action", "force_refresh"))
          : running.get("/v1/quota-stats");
    } catch (IOException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private void table(JsonNode stats, Console console) {
    Table table =
        new Table("PROVIDER", "QUOTA", "LEFT", "", "RESETS", "REQUESTS", "TOKENS", "COST");
    for (QuotaLine line : QuotaLine.of(stats)) {
      if (credentials || line.kind() != QuotaLine.Kind.CREDENTIAL) {
        row(table, line);
      }
    }
    if (table.isEmpty()) {
      console.out().println("No provider has a credential.");
    } else {
      table.print(console);
    }
    console.out().flush();
  }

  private void row(Table table, QuotaLine line) {
    boolean counts = line.kind() != QuotaLine.Kind.GROUP;
    table.row(
        line.kind() == QuotaLine.Kind.PROVIDER ? line.provider() : "",
        line.kind() == QuotaLine.Kind.PROVIDER
            ? line.state() + (line.state().equals("1/1") ? " credential" : " credentials")
            : "  " + line.name() + state(line),
        line.left().isPresent() ? bar(line.left().getAsDouble()) : "",
        line.left().isPresent()
            ? String.format(Locale.ROOT, "%3.0f%%", line.left().getAsDouble() * 100)
            : "",
        resets(line.resets()),
        counts ? Long.toString(line.requests()) : "",
        counts ? Long.toString(line.tokens()) : "",
        line.costUsd().isPresent()
            ? String.format(Locale.ROOT, "$%.2f", line.costUsd().getAsDouble())
            : "");
  }

  /** Only what is out of the ordinary is said. */
  private static String state(QuotaLine line) {
    return line.state().isEmpty() || line.state().equals("active") ? "" : " (" + line.state() + ")";
  }

  private String bar(double left) {
    Console console = surroundings.console();
    String bar = QuotaLine.bar(left, BAR);
    return left < 0.1 ? console.bad(bar) : left < 0.3 ? console.odd(bar) : console.good(bar);
  }

  private String resets(Optional<Instant> at) {
    return at.map(
            end -> "in " + Spans.text(Duration.between(surroundings.time().clock().instant(), end)))
        .orElse("");
  }
}
