package dev.keyrelay.engine.usage;

import java.util.List;

/**
 * One book of the ledger, as it was at one moment.
 *
 * @param totals what was ever counted
 * @param windows the windows, in the order of their rules
 */
public record ScopeUsage(Usage totals, List<WindowUsage> windows) {}
