package dev.keyrelay.engine.config;

import dev.keyrelay.spi.Wildcard;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The quota groups of a provider: models that use up one upstream quota together.
 *
 * @param models the models of each group, where {@code *} stands for any text; the first group that
 *     has a model is its group
 */
public record QuotaGroups(Map<String, List<String>> models) {

  /** None. */
  public static final QuotaGroups NONE = new QuotaGroups(Map.of());

  public QuotaGroups {
    var copy = new LinkedHashMap<String, List<String>>();
    models.forEach((group, of) -> copy.put(group, List.copyOf(of)));
    models = Collections.unmodifiableMap(copy);
  }

  /** The group of an upstream model. */
  public Optional<String> of(String model) {
    for (var group : models.entrySet()) {
      for (String pattern : group.getValue()) {
        if (Wildcard.matches(pattern, model)) {
          return Optional.of(group.getKey());
        }
      }
    }
    return Optional.empty();
  }

  /** Whether there is a group of that name. */
  public boolean has(String name) {
    return models.containsKey(name);
  }
}
