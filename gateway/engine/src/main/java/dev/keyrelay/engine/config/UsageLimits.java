package dev.keyrelay.engine.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The rates and windows of a provider.
 *
 * @param rates requests and tokens per minute
 * @param windows requests and tokens per window of time
 */
public record UsageLimits(List<RateLimit> rates, List<QuotaWindow> windows) {

  /** None. */
  public static final UsageLimits NONE = new UsageLimits(List.of(), List.of());

  public UsageLimits {
    rates = List.copyOf(rates);
    windows = List.copyOf(windows);
  }

  /** The rates for credentials of a priority. */
  public List<RateLimit> rates(int priority) {
    return of(priority, rates, RateLimit::tiers, RateLimit::of);
  }

  /** The windows for credentials of a priority. */
  public List<QuotaWindow> windows(int priority) {
    return of(priority, windows, QuotaWindow::tiers, QuotaWindow::of);
  }

  /** Of the limits of one thing, those that list the priority, else those for every other. */
  private static <L> List<L> of(
      int priority, List<L> all, Function<L, Set<Integer>> tiers, Function<L, LimitedThing> of) {
    var listed = new HashSet<LimitedThing>();
    all.stream().filter(l -> tiers.apply(l).contains(priority)).map(of).forEach(listed::add);
    var found = new ArrayList<L>();
    for (L limit : all) {
      boolean own = tiers.apply(limit).contains(priority);
      if (own || (tiers.apply(limit).isEmpty() && !listed.contains(of.apply(limit)))) {
        found.add(limit);
      }
    }
    return found;
  }
}
