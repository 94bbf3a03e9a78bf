package dev.keyrelay.engine.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code RATE_LIMIT_<PROVIDER>[_T<TIER>]_<NAME>} and {@code
 * QUOTA_WINDOW_<PROVIDER>[_T<TIER>]_<NAME>}.
 */
final class LimitVariables {

  private static final Pattern REST =
      Pattern.compile("(?:T(DEFAULT|\\d{1,6}(?:_\\d{1,6})*)_)?(.+)");

  private LimitVariables() {}

  /** The rates by provider, in the order of the environment. */
  static Map<String, List<RateLimit>> rates(Settings settings, VariableNames names) {
    return read(
        settings,
        names,
        "RATE_LIMIT_",
        ProviderVariables.RATE_LIMIT,
        (tiers, thing) -> amount -> new RateLimit(tiers, thing, amount.unit(), amount.perMinute()));
  }

  /** The windows by provider, in the order of the environment. */
  static Map<String, List<QuotaWindow>> windows(Settings settings, VariableNames names) {
    return read(
        settings,
        names,
        "QUOTA_WINDOW_",
        ProviderVariables.QUOTA_WINDOW,
        (tiers, thing) ->
            amount -> new QuotaWindow(tiers, thing, amount.unit(), amount.most(), amount.length()));
  }

  private static <A, L> Map<String, List<L>> read(
      Settings settings,
      VariableNames names,
      String prefix,
      Variable<List<A>> family,
      BiFunction<Set<Integer>, LimitedThing, Function<A, L>> limit) {
    var limits = new HashMap<String, List<L>>();
    for (String variable : settings.environment().names()) {
      var match =
          variable.startsWith(prefix)
              ? names.leading(variable.substring(prefix.length()))
              : Optional.<VariableNames.Match>empty();
      if (match.isPresent()) {
        var rest = REST.matcher(match.get().rest());
        if (rest.matches()) {
          var made = limit.apply(tiers(rest.group(1)), LimitedThing.of(rest.group(2)));
          for (A amount : settings.find(family, variable).orElse(List.of())) {
            limits
                .computeIfAbsent(match.get().provider(), _ -> new ArrayList<>())
                .add(made.apply(amount));
          }
        } else {
          settings
              .findings()
              .error(
                  variable,
                  "names no model (expected: " + family.name() + "), so there is no limit.",
                  "Add _ALL for the whole credential, _EACH for each model, or a model's name.");
        }
      }
    }
    return limits;
  }

  /** The priorities that a part of a name such as {@code 2_3} tells; empty for all others. */
  static Set<Integer> tiers(@Nullable String text) {
    return text == null || text.equals("DEFAULT")
        ? Set.of()
        : Arrays.stream(text.split("_")).map(Integer::parseInt).collect(Collectors.toSet());
  }
}
