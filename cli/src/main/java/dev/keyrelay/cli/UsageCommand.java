package dev.keyrelay.cli;

import picocli.CommandLine.Command;

/** What there is to do with counters. */
@Command(
    name = "usage",
    description = "Takes over counters of what was used.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ImportUsageCommand.class)
final class UsageCommand {}
