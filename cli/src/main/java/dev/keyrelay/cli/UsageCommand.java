package dev.keyrelay.cli;

import picocli.CommandLine.Command;

/** What there is to do with counters. */
@Command(
    name = "usage",
    description = "Imports usage counters of LLM-API-Key-Proxy.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ImportUsageCommand.class)
final class UsageCommand {}
