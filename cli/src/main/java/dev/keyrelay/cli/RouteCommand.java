package dev.keyrelay.cli;

import picocli.CommandLine.Command;

/** What there is to know of routes. */
@Command(
    name = "route",
    description = "Explains where requests go, and lists conversations.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ExplainRouteCommand.class, ListSessionsCommand.class})
final class RouteCommand {}
