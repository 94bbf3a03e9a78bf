package dev.keyrelay.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What there is to do with credentials. */
@Command(
    name = "credentials",
    description =
        "Lists, adds, checks, moves, disables and protects credentials: keys and accounts.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ListCredentialsCommand.class,
      AddCredentialCommand.class,
      RemoveCredentialCommand.class,
      TestCredentialsCommand.class,
      ExportCredentialsCommand.class,
      ImportCredentialsCommand.class,
      EncryptCredentialsCommand.class,
      DecryptCredentialsCommand.class
    })
final class CredentialsCommand {

  private final Surroundings surroundings;

  CredentialsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Command(
      name = "disable",
      description =
          "Takes a credential out of use in the running gateway. Requests under way finish as"
              + " usual. This survives restarts; credentials enable undoes it.")
  int disable(@Mixin Lending lending) throws InterruptedException {
    return lending.change("disable", surroundings);
  }

  @Command(
      name = "enable",
      description = "Lets the running gateway use a disabled credential again.")
  int enable(@Mixin Lending lending) throws InterruptedException {
    return lending.change("enable", surroundings);
  }
}
