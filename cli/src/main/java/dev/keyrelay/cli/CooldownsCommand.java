package dev.keyrelay.cli;

import picocli.CommandLine.Command;

/** What there is to do with cooldowns. */
@Command(
    name = "cooldowns",
    description = "Lists, sets and ends cooldowns of the running gateway.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ListCooldownsCommand.class,
      SetCooldownCommand.class,
      ClearCooldownsCommand.class
    })
final class CooldownsCommand {}
