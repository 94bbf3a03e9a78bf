package dev.keyrelay.engine.routing;

import dev.keyrelay.engine.routing.RouteRefused.Reason;
import dev.keyrelay.spi.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Turns a requested model name into a plan: an alias or a chain of the user's first, then the
 * providers that stand in for the named one.
 */
public final class Router {

  private final TreeMap<String, RoutedProvider> providers;
  private final Fallbacks fallbacks;
  private final Tiers tiers;
  private final Suggestions suggestions;

  /**
   * A router.
   *
   * @param providers by provider id
   * @param fallbacks the user's aliases and chains
   * @param offers who lists which model, for failover between providers
   */
  public Router(Map<String, RoutedProvider> providers, Fallbacks fallbacks, Offers offers) {
    this.providers = new TreeMap<>(providers);
    this.fallbacks = fallbacks;
    this.tiers = new Tiers(this.providers, offers);
    this.suggestions = new Suggestions(this.providers, fallbacks.aliases(), offers);
  }

  /**
   * The plan for a name. Targets of a chain that cannot be called are left out as long as one can.
   *
   * @throws RouteRefused if there is nothing to call
   */
  public Plan plan(String requested, Operation operation) throws RouteRefused {
    var targets = new ArrayList<PlannedTarget>(1);
    RouteRefused refusal = null;
    for (Considered considered : consider(requested, operation)) {
      switch (considered) {
        case Considered.Planned planned -> targets.add(planned.target());
        case Considered.LeftOut out -> refusal = refusal == null ? out.refusal() : refusal;
      }
    }
    if (targets.isEmpty() && refusal != null) {
      throw refusal.meaning(suggested(refusal.reason(), requested));
    }
    return new Plan(requested, targets, chain(requested));
  }

  private List<String> suggested(Reason reason, String requested) {
    return switch (reason) {
      case NO_PROVIDER_NAMED, UNKNOWN_PROVIDER, NO_CREDENTIAL ->
          suggestions.of(RequestedName.plain(requested));
      case FILTERED, NOT_OFFERED -> List.of();
    };
  }

  /** Every name that a requested one stands for, in order, and whether it can be called. */
  public List<Considered> consider(String requested, Operation operation) {
    var names = fallbacks.chainOf(RequestedName.plain(requested));
    if (names.size() > 1) {
      return considered(names, operation);
    }
    var considered = considered(tiers.standIns(names.getFirst()), operation);
    // Another model comes last, after the same one of other providers.
    var others = standIns(considered);
    if (!others.isEmpty()) {
      considered.addAll(considered(others, operation));
    }
    return considered;
  }

  private List<Considered> considered(List<String> names, Operation operation) {
    var considered = new ArrayList<Considered>(names.size());
    for (String name : names) {
      try {
        considered.add(new Considered.Planned(name, target(name, operation)));
      } catch (RouteRefused e) {
        considered.add(new Considered.LeftOut(name, e));
      }
    }
    return considered;
  }

  /** What providers themselves say stands in for their model. */
  private List<String> standIns(List<Considered> considered) {
    List<String> names = List.of();
    for (Considered one : considered) {
      if (one instanceof Considered.Planned planned) {
        var target = planned.target().target();
        var provider = providers.get(target.provider());
        var own = provider == null ? List.<String>of() : provider.standIns().apply(target.model());
        if (!own.isEmpty()) {
          names = new ArrayList<>(names);
          own.stream().map(model -> target.provider() + "/" + model).forEach(names::add);
        }
      }
    }
    return names;
  }

  /** What moves a request for a name on from one target to the next. */
  public Chain chain(String requested) {
    return fallbacks.rulesOf(RequestedName.plain(requested));
  }

  /** The providers that stand in for one another, in order. */
  public List<String> tiers() {
    return tiers.providers();
  }

  private PlannedTarget target(String name, Operation operation) throws RouteRefused {
    int slash = name.indexOf('/');
    if (slash <= 0 || slash == name.length() - 1) {
      throw new RouteRefused(
          Reason.NO_PROVIDER_NAMED,
          "model: " + shown(name) + " (expected: provider/model, such as " + example() + ")");
    }
    String id = RequestedName.plain(name).substring(0, slash);
    String rest = name.substring(slash + 1);
    var provider = callable(id, name);
    var definition = provider.policy().models().find(rest);
    String model = definition.map(d -> d.id()).orElse(rest);
    check(provider, rest, name, operation);
    return new PlannedTarget(new Target(id, model), definition);
  }

  private RoutedProvider callable(String id, String name) throws RouteRefused {
    var provider = providers.get(id);
    if (provider == null) {
      throw new RouteRefused(
          Reason.UNKNOWN_PROVIDER,
          "model: "
              + shown(name)
              + " names the provider "
              + shown(id)
              + ", which is not installed (configured: "
              + configured()
              + ")");
    }
    if (!provider.callable()) {
      throw new RouteRefused(
          Reason.NO_CREDENTIAL,
          "model: "
              + shown(name)
              + " needs a credential of "
              + provider.displayName()
              + ", and there is none (add one: keyrelay credentials add "
              + id
              + ", or by variables, which begin with "
              + provider.variables()
              + "_; configured: "
              + configured()
              + ")");
    }
    return provider;
  }

  private void check(RoutedProvider provider, String model, String name, Operation operation)
      throws RouteRefused {
    var pattern = provider.policy().filter().excludes(model);
    if (pattern.isPresent()) {
      throw new RouteRefused(
          Reason.FILTERED,
          "model: "
              + shown(name)
              + " is excluded by this gateway's model filter "
              + shown(pattern.get()));
    }
    if (operation != Operation.COUNT_TOKENS
        && provider.profile().filter(p -> !p.dialects(operation).isEmpty()).isEmpty()) {
      throw new RouteRefused(
          Reason.NOT_OFFERED,
          provider.displayName()
              + " does not offer "
              + operation.name().toLowerCase(Locale.ROOT)
              + " (model "
              + shown(name)
              + ")");
    }
  }

  private String configured() {
    String ids =
        providers.entrySet().stream()
            .filter(entry -> entry.getValue().callable())
            .map(Map.Entry::getKey)
            .limit(20)
            .collect(Collectors.joining(", "));
    return ids.isEmpty() ? "none" : ids;
  }

  private String example() {
    return providers.entrySet().stream()
        .filter(entry -> entry.getValue().callable())
        .map(entry -> entry.getKey() + "/…")
        .findFirst()
        .orElse("openai/gpt-5");
  }

  private static String shown(String name) {
    return "\"" + (name.length() <= 120 ? name : name.substring(0, 120) + "…") + "\"";
  }
}
