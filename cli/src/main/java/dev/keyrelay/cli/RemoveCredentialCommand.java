package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.Removal;
import dev.keyrelay.engine.credential.FoundCredential;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a credential from where it is kept. */
@Command(
    name = "remove",
    description = {
      "Deletes a credential: its lines in .env, or its file in oauth_creds. A running gateway stops"
          + " using it within seconds."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keyrelay credentials remove GROQ_API_KEY_2",
      "  keyrelay credentials remove gemini_cli_oauth_1.json --yes"
    })
final class RemoveCredentialCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Parameters(
      paramLabel = "CREDENTIAL",
      description = "Its id (the first letters will do), variable or file; see credentials list.")
  private String name = "";

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  RemoveCredentialCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    try (Installation installation = home.open(surroundings)) {
      FoundCredential one = Providers.credential(installation, name);
      Removal removal = removal(installation, one);
      if (!yes && !agreed(one, removal)) {
        surroundings.console().err().println("Nothing was removed.");
        return ExitCodes.FAILED;
      }
      removal.carryOut();
      report(one, removal);
    }
    return ExitCodes.OK;
  }

  private static Removal removal(Installation installation, FoundCredential one)
      throws IOException {
    try {
      return Removal.of(one, installation);
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private boolean agreed(FoundCredential one, Removal removal) {
    if (!surroundings.answers().interactive()) {
      throw new CommandException(
          "Nobody is there to ask; say --yes to remove " + one.displayName() + ".");
    }
    String question =
        "Remove "
            + one.provider()
            + " credential "
            + one.displayName()
            + " ("
            + removal.what()
            + ")? [y/N]";
    return surroundings
        .answers()
        .line(question)
        .map(answer -> answer.strip().toLowerCase(Locale.ROOT))
        .filter(answer -> answer.equals("y") || answer.equals("yes"))
        .isPresent();
  }

  private void report(FoundCredential one, Removal removal) {
    if (json.wanted()) {
      surroundings
          .console()
          .json(
              JsonBody.MAPPER
                  .createObjectNode()
                  .put("provider", one.provider())
                  .put("id", one.id())
                  .put("removed", removal.what()));
    } else {
      surroundings.console().out().println("Removed " + removal.what());
    }
  }
}
