package dev.keyrelay.engine.config;

import dev.keyrelay.spi.ServiceDescription;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads what the user wants of each provider. */
public final class ProviderPolicies {

  private final Map<String, ProviderPolicy> byProvider;

  private ProviderPolicies(Map<String, ProviderPolicy> byProvider) {
    this.byProvider = Map.copyOf(byProvider);
  }

  /**
   * Reads the policies of services.
   *
   * @param services all that are known, custom ones too, because names of variables are told apart
   *     by them
   */
  public static ProviderPolicies read(Settings settings, Collection<ServiceDescription> services) {
    var names = new VariableNames(services);
    var groups = QuotaGroupVariables.read(settings, names);
    var caps = CapVariables.read(settings, names);
    var rates = LimitVariables.rates(settings, names);
    var windows = LimitVariables.windows(settings, names);
    var policies = new HashMap<String, ProviderPolicy>();
    for (var service : services) {
      String id = service.id();
      policies.put(
          id,
          new Reading(settings, id, names.of(id))
              .policy(
                  groups.getOrDefault(id, Map.of()),
                  caps.getOrDefault(id, List.of()),
                  new UsageLimits(
                      rates.getOrDefault(id, List.of()), windows.getOrDefault(id, List.of()))));
    }
    return new ProviderPolicies(policies);
  }

  /** The policy of a provider; that of a user who sets nothing if the provider is not known. */
  public ProviderPolicy of(String provider) {
    var policy = byProvider.get(provider);
    return policy == null ? defaults(provider) : policy;
  }

  /** The policy of a provider for which the user sets nothing. */
  public static ProviderPolicy defaults(String provider) {
    var settings = new Settings(Environment.of(Map.of()), new Findings());
    return new Reading(settings, provider, List.of()).policy(Map.of(), List.of(), UsageLimits.NONE);
  }

  private record Reading(Settings settings, String id, List<String> names) {

    ProviderPolicy policy(
        Map<String, List<String>> groups, List<CustomCap> caps, UsageLimits limits) {
      var mode = own(ProviderVariables.ROTATION_MODE);
      return new ProviderPolicy(
          id,
          mode,
          concurrency(mode),
          fairCycle(mode),
          own(ProviderVariables.EXHAUSTION_OF, ProviderVariables.EXHAUSTION),
          caps,
          limits,
          groups,
          new ModelFilter(
              id,
              find(ProviderVariables.WHITELIST_MODELS).orElse(List.of()),
              find(ProviderVariables.IGNORE_MODELS).orElse(List.of())),
          find(ProviderVariables.MODEL_LIST).orElse(ModelDefinitions.NONE),
          find(ProviderVariables.PRIORITY).map(OptionalInt::of).orElse(OptionalInt.empty()),
          new SessionPolicy(
              forAll(ProviderVariables.SESSION_WAIT),
              forAll(ProviderVariables.SESSION_TTL),
              forAll(ProviderVariables.SESSION_MAX)));
    }

    private ConcurrencyPolicy concurrency(RotationMode mode) {
      int optimal = mode == RotationMode.BALANCED ? 1 : -1;
      return new ConcurrencyPolicy(
          limit(
              findIn(mode, ProviderVariables.MAX_CONCURRENT_IN_MODE)
                  .or(() -> find(ProviderVariables.MAX_CONCURRENT))
                  .orElse(-1)),
          limit(
              findIn(mode, ProviderVariables.OPTIMAL_CONCURRENT_IN_MODE)
                  .or(() -> find(ProviderVariables.OPTIMAL_CONCURRENT))
                  .orElse(optimal)),
          multipliers(mode),
          own(ProviderVariables.FALLBACK_MULTIPLIER));
    }

    private static int limit(int value) {
      return value <= 0 ? ConcurrencyPolicy.UNLIMITED : value;
    }

    private Map<Integer, Integer> multipliers(RotationMode mode) {
      var multipliers = new LinkedHashMap<Integer, Integer>();
      for (String name : names) {
        collect(ProviderVariables.MULTIPLIER, n -> n, name, multipliers);
      }
      for (String name : names) {
        collect(
            ProviderVariables.MULTIPLIER_IN_MODE,
            n -> n.replace("<MODE>", mode.name()),
            name,
            multipliers);
      }
      return multipliers;
    }

    private void collect(
        Variable<Integer> family,
        Function<String, String> inMode,
        String provider,
        Map<Integer, Integer> into) {
      String name = inMode.apply(family.named(provider));
      String before = name.substring(0, name.indexOf("<N>"));
      String after = name.substring(before.length() + "<N>".length());
      for (String variable : settings.environment().names()) {
        if (variable.startsWith(before)
            && variable.endsWith(after)
            && variable.length() > before.length() + after.length()) {
          String number = variable.substring(before.length(), variable.length() - after.length());
          if (number.matches("\\d{1,6}")) {
            settings
                .find(family, variable)
                .ifPresent(factor -> into.put(Integer.parseInt(number), factor));
          }
        }
      }
    }

    private FairCyclePolicy fairCycle(RotationMode mode) {
      return new FairCyclePolicy(
          find(ProviderVariables.FAIR_CYCLE)
              .or(() -> find(ProviderVariables.FAIR_CYCLE_ENABLED))
              .orElse(mode == RotationMode.SEQUENTIAL),
          own(ProviderVariables.FAIR_CYCLE_TRACKING),
          own(ProviderVariables.FAIR_CYCLE_CROSS_TIER),
          own(ProviderVariables.FAIR_CYCLE_DURATION),
          own(ProviderVariables.FAIR_CYCLE_QUOTA),
          own(ProviderVariables.FAIR_CYCLE_GUARD));
    }

    private <T> Optional<T> find(Variable<T> family) {
      return settings.find(family, names.stream().map(family::named).toList());
    }

    private <T> Optional<T> findIn(RotationMode mode, Variable<T> family) {
      String word = mode.name().toUpperCase(Locale.ROOT);
      return settings.find(family, names.stream().map(name -> family.named(name, word)).toList());
    }

    private <T> T own(Variable<T> family) {
      return find(family).or(family::standard).orElseThrow();
    }

    private Duration own(Variable<Duration> family, Variable<Duration> all) {
      return find(family).orElseGet(() -> settings.get(all));
    }

    private <T> T forAll(Variable<T> variable) {
      return find(ProviderVariables.of(variable)).orElseGet(() -> settings.get(variable));
    }
  }
}
