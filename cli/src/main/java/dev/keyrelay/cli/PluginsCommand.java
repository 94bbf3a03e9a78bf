package dev.keyrelay.cli;

import picocli.CommandLine.Command;

/** What there is to do with provider jars. */
@Command(
    name = "plugins",
    description = "Shows the provider jars.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ListPluginsCommand.class)
final class PluginsCommand {}
