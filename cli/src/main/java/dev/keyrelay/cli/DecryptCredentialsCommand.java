package dev.keyrelay.cli;

import dev.keyrelay.cli.home.Installation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Decrypts the files of accounts. */
@Command(
    name = "decrypt",
    description =
        "Writes every account in oauth_creds as plain JSON again, readable to you alone (0600)."
            + " Needs the master key.")
final class DecryptCredentialsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final JsonOption json = new JsonOption();

  DecryptCredentialsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Installation installation = home.open(surroundings)) {
      new Rewriting(surroundings, json.wanted()).run(installation, false);
    }
    return ExitCodes.OK;
  }
}
