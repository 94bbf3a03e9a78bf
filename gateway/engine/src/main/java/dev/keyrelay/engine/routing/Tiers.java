package dev.keyrelay.engine.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Providers that stand in for one another where they list the same model, in the order of {@code
 * PROVIDER_PRIORITY_<PROVIDER>}. Who has no priority takes no part, neither as the one that fails
 * nor as one that helps.
 */
final class Tiers {

  private record Member(String provider, int tier) {}

  private final List<Member> members;
  private final Offers offers;

  Tiers(Map<String, RoutedProvider> providers, Offers offers) {
    this.offers = offers;
    this.members =
        providers.entrySet().stream()
            .filter(entry -> entry.getValue().callable())
            .flatMap(
                entry -> {
                  OptionalInt tier = entry.getValue().policy().failoverTier();
                  return tier.stream().mapToObj(t -> new Member(entry.getKey(), t));
                })
            .sorted(Comparator.comparingInt(Member::tier).thenComparing(Member::provider))
            .toList();
  }

  /**
   * The names that stand for a name: itself first, then what others call the model. A name without
   * a provider stands for the model of every one that lists it.
   */
  List<String> standIns(String name) {
    int slash = name.indexOf('/');
    String provider = name.substring(0, Math.max(0, slash)).toLowerCase(Locale.ROOT);
    boolean bare = slash < 0;
    if (members.isEmpty() || (!bare && !takesPart(provider))) {
      return List.of(name);
    }
    String model = SameModel.of(name);
    var names = new ArrayList<String>();
    if (!bare) {
      names.add(name);
    }
    for (Member member : members) {
      if (!member.provider.equals(provider)) {
        offers
            .listed(member.provider, model)
            .ifPresent(listed -> names.add(member.provider + "/" + listed));
      }
    }
    return names.isEmpty() ? List.of(name) : names;
  }

  private boolean takesPart(String provider) {
    return members.stream().anyMatch(member -> member.provider.equals(provider));
  }

  /** The providers that take part, in order. */
  List<String> providers() {
    return members.stream().map(Member::provider).toList();
  }
}
