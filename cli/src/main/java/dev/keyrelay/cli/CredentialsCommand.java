package dev.keyrelay.cli;

import picocli.CommandLine.Command;

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
      DecryptCredentialsCommand.class,
      DisableCredentialCommand.class,
      EnableCredentialCommand.class
    })
final class CredentialsCommand {}
