package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Exported;
import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.OwnerFile;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes credentials as variables. */
@Command(
    name = "export",
    description = {
      "Writes credentials as variables that any installation loads again: into its .env, another"
          + " *.env file beside it, or its process environment.",
      "",
      "What is written is secret. It goes to a file that only you can read (--to), or with --reveal"
          + " to standard output: set -a; eval \"$(keyrelay credentials export --reveal)\"",
      "",
      "Credentials are numbered anew for each provider, from 1 or from --first."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keyrelay credentials export --to accounts.env",
      "  keyrelay credentials export gemini_cli --single --reveal"
    })
final class ExportCredentialsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Mixin private final ChosenCredentials chosen = new ChosenCredentials();

  @Option(
      names = "--single",
      description = "Names without numbers, for one credential of each provider.")
  private boolean single;

  @Option(
      names = "--first",
      paramLabel = "NUMBER",
      defaultValue = "1",
      description = "The first number. Default: ${DEFAULT-VALUE}.")
  private int first;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "The file to write; to replace an existing one, add --force.")
  private Optional<Path> to = Optional.empty();

  @Option(names = "--force", description = "Replaces the file of --to.")
  private boolean force;

  @Option(names = "--reveal", description = "Writes to standard output, in plain text.")
  private boolean reveal;

  ExportCredentialsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    try (Installation installation = home.open(surroundings)) {
      Exported exported = exported(installation);
      if (to.isEmpty() && !reveal) {
        throw new CommandException(
            "What is exported is secret. Name a file with --to FILE, or say --reveal to print it.");
      }
      if (to.isPresent()) {
        write(exported, surroundings.workingDirectory().resolve(to.get()));
      } else if (json.wanted()) {
        var node = JsonBody.MAPPER.createObjectNode();
        exported.lines().forEach(node.putArray("lines")::add);
        surroundings.console().json(node);
      } else {
        surroundings.console().out().print(exported.text());
        surroundings.console().out().flush();
      }
    } catch (IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
    return ExitCodes.OK;
  }

  private Exported exported(Installation installation) {
    Exported exported = Exported.of(chosen.of(installation), installation, single, first);
    if (exported.credentials() == 0) {
      throw new CommandException(
          "There is no credential to export. Add one: keyrelay credentials add PROVIDER");
    }
    return exported;
  }

  private void write(Exported exported, Path file) throws IOException {
    if (Files.exists(file) && !force) {
      throw new CommandException(file + " is there already; name another file, or say --force.");
    }
    OwnerFile.write(file, exported.text());
    if (json.wanted()) {
      var node = JsonBody.MAPPER.createObjectNode().put("file", file.toString());
      exported.names().forEach(node.putArray("variables")::add);
      surroundings.console().json(node);
    } else {
      surroundings
          .console()
          .out()
          .println(
              exported.credentials()
                  + (exported.credentials() == 1 ? " credential" : " credentials")
                  + " written to "
                  + file);
    }
  }
}
