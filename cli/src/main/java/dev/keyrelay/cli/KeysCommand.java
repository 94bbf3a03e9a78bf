package dev.keyrelay.cli;

import picocli.CommandLine.Command;

/** What there is to do with API keys of providers. */
@Command(
    name = "keys",
    description = "Stores API keys of providers.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = AddKeyCommand.class)
final class KeysCommand {}
