package dev.keyrelay.spi;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a provider is; constant while it lives.
 *
 * @param id the provider id
 * @param displayName the name for people
 * @param dialects for each operation it offers, the dialects it speaks, the preferred one first;
 *     {@link Provider#dialects} says which of them hold for a model
 * @param quotaGroups models that use up one upstream quota together: group name to model ids, where
 *     {@code *} in an id stands for any text
 * @param schemaSubset whether tool and output schemas must be reduced to the subset of JSON Schema
 *     that the service accepts
 * @param enveloped whether answers need {@link Provider#unwrap}
 */
public record ProviderProfile(
    String id,
    String displayName,
    Map<Operation, List<Dialect>> dialects,
    Map<String, List<String>> quotaGroups,
    boolean schemaSubset,
    boolean enveloped) {

  public ProviderProfile {
    var copy = new EnumMap<Operation, List<Dialect>>(Operation.class);
    dialects.forEach((operation, spoken) -> copy.put(operation, List.copyOf(spoken)));
    if (copy.isEmpty() || copy.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(
          "dialects: " + dialects + " (expected: at least one dialect for each operation)");
    }
    dialects = Collections.unmodifiableMap(copy);
    var groups = new TreeMap<String, List<String>>();
    quotaGroups.forEach((group, models) -> groups.put(group, List.copyOf(models)));
    quotaGroups = Collections.unmodifiableMap(groups);
  }

  /** A provider that speaks the given dialects and has nothing special about it. */
  public static ProviderProfile of(
      String id, String displayName, Map<Operation, List<Dialect>> dialects) {
    return new ProviderProfile(id, displayName, dialects, Map.of(), false, false);
  }

  /** The dialects spoken for an operation, the preferred one first; empty if it is not offered. */
  public List<Dialect> dialects(Operation operation) {
    return dialects.getOrDefault(operation, List.of());
  }

  /** The quota group of a model. */
  public Optional<String> quotaGroup(String model) {
    for (var group : quotaGroups.entrySet()) {
      for (var pattern : group.getValue()) {
        if (Wildcard.matches(pattern, model)) {
          return Optional.of(group.getKey());
        }
      }
    }
    return Optional.empty();
  }
}
