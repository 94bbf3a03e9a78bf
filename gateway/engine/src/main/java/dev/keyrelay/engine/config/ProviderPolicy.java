package dev.keyrelay.engine.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What the user wants of one provider.
 *
 * @param provider the provider id
 * @param rotation how its credentials are chosen
 * @param concurrency how many requests a credential carries
 * @param fairCycle whether used up credentials wait for their peers
 * @param exhaustionThreshold a cooldown of at least this means that a credential is used up
 * @param caps numbers of requests not to exceed
 * @param limits rates and windows not to exceed
 * @param quotaGroups the user's groups by folded name; an empty one abolishes the provider's
 * @param filter which of its models may be used
 * @param models the models declared for it
 * @param failoverTier its place when another provider of the same model fails, 1 first
 * @param sessions how conversations are kept on one credential
 */
public record ProviderPolicy(
    String provider,
    RotationMode rotation,
    ConcurrencyPolicy concurrency,
    FairCyclePolicy fairCycle,
    Duration exhaustionThreshold,
    List<CustomCap> caps,
    UsageLimits limits,
    Map<String, List<String>> quotaGroups,
    ModelFilter filter,
    ModelDefinitions models,
    OptionalInt failoverTier,
    SessionPolicy sessions) {

  public ProviderPolicy {
    caps = List.copyOf(caps);
    quotaGroups = Collections.unmodifiableMap(new LinkedHashMap<>(quotaGroups));
  }

  /**
   * A provider's quota groups after the user's changes: replaced, added, abolished. Names are
   * compared folded; a replaced group keeps the name the provider gave it. The user's come first,
   * so that a model which the provider has in another group is in the user's.
   */
  public QuotaGroups quotaGroups(Map<String, List<String>> declared) {
    var theirs = new LinkedHashMap<>(declared);
    var result = new LinkedHashMap<String, List<String>>();
    quotaGroups.forEach(
        (name, models) -> {
          var known = new LinkedHashMap<>(theirs).keySet().stream();
          var same = known.filter(group -> VariableNames.folds(group, name)).findFirst();
          same.ifPresent(theirs::remove);
          result.put(same.orElse(name), models.stream().map(this::bare).toList());
        });
    result.putAll(theirs);
    result.values().removeIf(List::isEmpty);
    return new QuotaGroups(result);
  }

  private String bare(String model) {
    return model.startsWith(provider + "/") ? model.substring(provider.length() + 1) : model;
  }

  /**
   * The caps for a credential of a priority and a model or quota group: those that list the
   * priority, else those for every other.
   */
  public List<CustomCap> caps(int priority, String modelOrGroup) {
    var listed = new ArrayList<CustomCap>();
    var others = new ArrayList<CustomCap>();
    for (var cap : caps) {
      if (cap.names(modelOrGroup)) {
        if (cap.lists(priority)) {
          listed.add(cap);
        } else if (cap.tiers().isEmpty()) {
          others.add(cap);
        }
      }
    }
    return listed.isEmpty() ? others : listed;
  }
}
