package dev.keyrelay.engine.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What names of models stand for, and what stands in for a model.
 *
 * @param routes by folded alias
 * @param groups by folded name
 * @param sets models that stand in for one another, whichever is asked for
 */
public record RoutingSettings(
    Map<String, Route> routes, Map<String, FallbackGroup> groups, List<List<String>> sets) {

  /** What an alias stands for. */
  public sealed interface Route {}

  /** A fallback group, by its folded name. */
  public record ToGroup(String group) implements Route {}

  /** One model, {@code provider/model}. */
  public record ToModel(String model) implements Route {}

  public RoutingSettings {
    routes = Collections.unmodifiableMap(new LinkedHashMap<>(routes));
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    sets = sets.stream().map(List::copyOf).toList();
  }

  /** Reads the settings; what does not hold becomes a finding and is left out. */
  public static RoutingSettings read(Settings settings) {
    var groups = RoutingVariables.groups(settings);
    return new RoutingSettings(
        RoutingVariables.routes(settings, groups), groups, RoutingVariables.sets(settings));
  }

  /**
   * What a requested name stands for. Names are compared folded: {@code MODEL_ROUTE_GPT_4O} is the
   * alias of {@code gpt-4o}.
   */
  public Optional<Route> route(String requested) {
    return routes.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(routes.get(VariableNames.folded(requested)));
  }

  /** The group of a name. */
  public Optional<FallbackGroup> group(String name) {
    return Optional.ofNullable(groups.get(VariableNames.folded(name)));
  }

  /**
   * The first set that a model is in, with the model in front; the model alone if it is in none.
   */
  public List<String> standIns(String model) {
    for (var set : sets) {
      if (set.contains(model)) {
        var order = new ArrayList<>(set);
        order.remove(model);
        order.addFirst(model);
        return order;
      }
    }
    return List.of(model);
  }
}
