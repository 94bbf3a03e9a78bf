package dev.keyrelay.cli;

import picocli.CommandLine.Command;

/** What there is to know of routes. */
@Command(
    name = "route",
    description = "Explains where requests go.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ExplainRouteCommand.class)
final class RouteCommand {}
