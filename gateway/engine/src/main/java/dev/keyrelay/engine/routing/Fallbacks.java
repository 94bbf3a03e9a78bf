package dev.keyrelay.engine.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The user's aliases and chains of models.
 *
 * @param groups chains by name
 * @param routes aliases: a name that stands for {@code group:<name>} or for a model
 * @param lists chains without a name: a request for one of their models begins with it and goes on
 *     with the others in order
 * @param rules what moves on, by the name of a group; the standard rules for any other
 */
public record Fallbacks(
    Map<String, List<String>> groups,
    Map<String, String> routes,
    List<List<String>> lists,
    Map<String, Chain> rules) {

  /** No aliases, no chains. */
  public static final Fallbacks NONE = new Fallbacks(Map.of(), Map.of(), List.of(), Map.of());

  private static final String GROUP = "group:";

  public Fallbacks {
    groups = new TreeMap<>(groups);
    routes = new TreeMap<>(routes);
    lists = lists.stream().map(List::copyOf).toList();
    rules = Map.copyOf(rules);
  }

  /** The models that a name stands for, at least itself. */
  List<String> chainOf(String requested) {
    return groupOf(requested)
        .map(groups::get)
        .orElseGet(() -> listOf(routes.getOrDefault(requested, requested)));
  }

  /** What moves a request for a name on. */
  Chain rulesOf(String requested) {
    return groupOf(requested).map(rules::get).orElse(Chain.STANDARD);
  }

  private Optional<String> groupOf(String requested) {
    String route = routes.getOrDefault(requested, requested);
    String name = route.startsWith(GROUP) ? route.substring(GROUP.length()) : route;
    return Optional.of(name).filter(groups::containsKey);
  }

  private List<String> listOf(String model) {
    for (var list : lists) {
      if (list.contains(model)) {
        var chain = new ArrayList<String>(list.size());
        chain.add(model);
        list.stream().filter(other -> !other.equals(model)).forEach(chain::add);
        return chain;
      }
    }
    return List.of(model);
  }

  /** The names a client may use beside {@code provider/model}. */
  List<String> aliases() {
    var names = new java.util.TreeSet<>(routes.keySet());
    names.addAll(groups.keySet());
    return List.copyOf(names);
  }
}
