package dev.keyrelay.engine.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the user says that a model costs, in US dollars per million tokens; what is empty is as the
 * catalogue says.
 *
 * @param input input neither read from nor written to a cache
 * @param output the answer, thoughts included
 * @param cacheRead input read from a cache
 * @param cacheWrite input written to a cache
 */
public record OwnPrice(
    OptionalDouble input,
    OptionalDouble output,
    OptionalDouble cacheRead,
    OptionalDouble cacheWrite) {

  private static final String PREFIX = "MODEL_PRICE_";
  private static final List<String> KINDS = List.of("CACHE_READ", "CACHE_WRITE", "INPUT", "OUTPUT");

  /**
   * Reads {@code MODEL_PRICE_<PROVIDER>_<MODEL>_<KIND>}: by provider, then by the model's folded
   * name ({@link VariableNames#folded}).
   */
  public static Map<String, Map<String, OwnPrice>> read(Settings settings, VariableNames names) {
    var amounts = new HashMap<String, Map<String, Map<String, Double>>>();
    for (String variable : settings.environment().names()) {
      if (variable.startsWith(PREFIX)) {
        names
            .leading(variable.substring(PREFIX.length()))
            .ifPresent(match -> add(settings, variable, match, amounts));
      }
    }
    var prices = new HashMap<String, Map<String, OwnPrice>>();
    amounts.forEach(
        (provider, models) -> {
          var ofProvider = prices.computeIfAbsent(provider, _ -> new HashMap<>());
          models.forEach((model, kinds) -> ofProvider.put(model, of(kinds)));
        });
    return prices;
  }

  private static void add(
      Settings settings,
      String variable,
      VariableNames.Match match,
      Map<String, Map<String, Map<String, Double>>> amounts) {
    var kind = KINDS.stream().filter(one -> match.rest().endsWith("_" + one)).findFirst();
    if (kind.isEmpty() || match.rest().length() == kind.get().length() + 1) {
      settings
          .findings()
          .error(
              variable,
              "names no model and kind (expected: "
                  + ProviderVariables.MODEL_PRICE.name()
                  + " with a kind of "
                  + String.join(", ", KINDS)
                  + "), so it changes no price.",
              "Rename it.");
      return;
    }
    String model = match.rest().substring(0, match.rest().length() - kind.get().length() - 1);
    settings
        .find(ProviderVariables.MODEL_PRICE, variable)
        .ifPresent(
            usd ->
                amounts
                    .computeIfAbsent(match.provider(), _ -> new HashMap<>())
                    .computeIfAbsent(VariableNames.folded(model), _ -> new HashMap<>())
                    .put(kind.get(), usd));
  }

  private static OwnPrice of(Map<String, Double> kinds) {
    return new OwnPrice(
        amount(kinds, "INPUT"),
        amount(kinds, "OUTPUT"),
        amount(kinds, "CACHE_READ"),
        amount(kinds, "CACHE_WRITE"));
  }

  private static OptionalDouble amount(Map<String, Double> kinds, String kind) {
    Double usd = kinds.get(kind);
    return usd == null ? OptionalDouble.empty() : OptionalDouble.of(usd);
  }
}
