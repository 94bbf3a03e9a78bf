package dev.keyrelay.cli;

import dev.keyrelay.engine.config.Configuration;
import dev.keyrelay.engine.config.Finding;
import dev.keyrelay.engine.config.Finding.Level;
import dev.keyrelay.engine.plugin.PluginLoader;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.engine.plugin.Refusal;
import dev.keyrelay.spi.JsonBody;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads the whole configuration and says what is wrong with it. */
@Command(
    name = "doctor",
    description = {
      "Reads the whole configuration and says what does not hold, what is probably not meant, and"
          + " the mend.",
      "",
      "Starts nothing and connects to nothing. Ends with 1 when something does not hold."
    })
final class DoctorCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();

  @Option(names = "--json", description = "Prints one JSON array instead of text.")
  private boolean json;

  DoctorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Configuration configuration = home.read(surroundings);
    List<Finding> findings = findings(configuration);
    if (json) {
      printJson(findings);
    } else {
      print(configuration, findings);
    }
    return findings.stream().anyMatch(finding -> finding.level() == Level.ERROR)
        ? ExitCodes.FAILED
        : ExitCodes.OK;
  }

  private List<Finding> findings(Configuration configuration) {
    try (Plugins plugins =
        PluginLoader.load(surroundings.distribution().pluginFolders(configuration))) {
      return Stream.concat(
              configuration.findings().stream(), plugins.refused().stream().map(Refusal::finding))
          .toList();
    }
  }

  private void print(Configuration configuration, List<Finding> findings) {
    Console console = surroundings.console();
    console.out().println("Home: " + configuration.home().folder());
    for (Finding finding : findings) {
      console.out().println();
      console.out().println(console.strong(finding.level() + " " + finding.subject()));
      console.out().println("  " + finding.sentence());
      console.out().println("  " + finding.mend());
    }
    if (findings.isEmpty()) {
      console.out().println("Nothing to mend.");
    }
  }

  private void printJson(List<Finding> findings) {
    var array = JsonBody.MAPPER.createArrayNode();
    for (Finding finding : findings) {
      array
          .addObject()
          .put("level", finding.level().name().toLowerCase(Locale.ROOT))
          .put("subject", finding.subject())
          .put("sentence", finding.sentence())
          .put("mend", finding.mend());
    }
    surroundings.console().out().println(array.toPrettyString());
  }
}
