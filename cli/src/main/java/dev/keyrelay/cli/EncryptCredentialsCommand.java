package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import dev.keyrelay.cli.home.OwnerFile;
import dev.keyrelay.engine.credential.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Encrypts the files of accounts. */
@Command(
    name = "encrypt",
    description = {
      "Encrypts every account in oauth_creds with the master key (AES-256-GCM). New accounts are"
          + " then encrypted, too.",
      "",
      "The key is KEYRELAY_MASTER_KEY, or in the file that KEYRELAY_MASTER_KEY_FILE names. Without"
          + " it nobody can read the accounts again: keep a copy elsewhere."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keyrelay credentials encrypt --make-key ~/keyrelay.key",
      "  KEYRELAY_MASTER_KEY_FILE=~/keyrelay.key keyrelay credentials encrypt"
    })
final class EncryptCredentialsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--make-key",
      paramLabel = "FILE",
      description = "Makes a new key in this file and encrypts nothing yet.")
  private Optional<Path> keyFile = Optional.empty();

  EncryptCredentialsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (keyFile.isPresent()) {
      makeKey(surroundings.workingDirectory().resolve(keyFile.get()).toAbsolutePath());
      return ExitCodes.OK;
    }
    try (Installation installation = home.open(surroundings)) {
      new Rewriting(surroundings, json.wanted()).run(installation, true);
    }
    return ExitCodes.OK;
  }

  private void makeKey(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new CommandException(file + " is there already; a key must not be lost. Name another.");
    }
    OwnerFile.write(file, MasterKey.made(new SecureRandom()) + "\n");
    surroundings.console().out().println("A new key is in " + file);
    surroundings.console().out().println("Set KEYRELAY_MASTER_KEY_FILE=" + file);
  }
}
