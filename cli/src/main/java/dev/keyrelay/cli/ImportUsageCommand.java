package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.UsageImport;
import dev.keyrelay.engine.config.Variables;
import dev.keyrelay.engine.state.SqliteState;
import dev.keyrelay.engine.state.StateException;
import dev.keyrelay.spi.JsonBody;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes over the counters and cooldowns that LLM-API-Key-Proxy kept. */
@Command(
    name = "import",
    description = {
      "Imports the counters and cooldowns in the files usage_<provider>.json of LLM-API-Key-Proxy,"
          + " which stay as they are. A credential that already has counters keeps its own.",
      "",
      "No gateway may be running on the home folder. Exits with 1 if a file cannot be read."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  keyrelay usage import ~/LLM-API-Key-Proxy/usage"})
final class ImportUsageCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description =
          "Where the files are. Default: usage in the home folder, which the gateway reads at its"
              + " start, too.")
  private Optional<Path> folder = Optional.empty();

  ImportUsageCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Installation installation = home.open(surroundings)) {
      Path from =
          folder
              .map(surroundings.workingDirectory()::resolve)
              .orElseGet(installation.configuration().home()::originalUsage);
      if (!Files.isDirectory(from)) {
        throw new CommandException(from + " is no folder (expected: one with usage_*.json).");
      }
      if (installation.configuration().settings().find(Variables.REDIS_URL).isPresent()) {
        throw new CommandException(
            Variables.REDIS_URL.name()
                + " is set, so the state is not in this home folder. Put the files into "
                + installation.configuration().home().originalUsage()
                + "; the gateway takes them over at its start.");
      }
      UsageImport.Report report = imported(installation, from);
      if (report.files().isEmpty() && report.problems().isEmpty()) {
        throw new CommandException("There is no usage_<provider>.json in " + from + ".");
      }
      print(report);
      return report.problems().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  private UsageImport.Report imported(Installation installation, Path from) {
    Path state = installation.configuration().home().state();
    try (Engine engine =
        Engine.of(
            installation.configuration(),
            installation.plugins(),
            SqliteState.open(state, surroundings.time().clock()))) {
      return engine.importUsage(from);
    } catch (StateException e) {
      throw new CommandException("Nothing was taken over. " + e.getMessage(), e);
    }
  }

  private void print(UsageImport.Report report) {
    Console console = surroundings.console();
    report.problems().forEach(console::tell);
    if (json.wanted()) {
      var card =
          JsonBody.MAPPER
              .createObjectNode()
              .put("credentials", report.credentials())
              .put("present", report.present())
              .put("unknown", report.unknown())
              .put("cooldowns", report.cooldowns());
      report.files().forEach(file -> card.withArray("files").add(file.toString()));
      report.problems().forEach(card.withArray("problems")::add);
      console.json(card);
      return;
    }
    Table table = new Table("TAKEN OVER", "");
    table.row("files", Integer.toString(report.files().size()));
    table.row("credentials' counters", Integer.toString(report.credentials()));
    table.row("cooldowns", Integer.toString(report.cooldowns()));
    table.row("left: have counters here", Integer.toString(report.present()));
    table.row("left: of no credential here", Integer.toString(report.unknown()));
    table.print(console);
  }
}
