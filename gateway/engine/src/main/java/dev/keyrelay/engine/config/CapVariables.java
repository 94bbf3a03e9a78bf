package dev.keyrelay.engine.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code CUSTOM_CAP_<PROVIDER>_T<TIER>_<NAME>} and its cooldown. */
final class CapVariables {

  private static final String PREFIX = "CUSTOM_CAP_";
  private static final String COOLDOWN = "COOLDOWN_";
  private static final Pattern REST = Pattern.compile("T(DEFAULT|\\d{1,6}(?:_\\d{1,6})*)_(.+)");

  private CapVariables() {}

  /** The caps by provider, in the order of the environment. */
  static Map<String, List<CustomCap>> read(Settings settings, VariableNames names) {
    var caps = new HashMap<String, List<CustomCap>>();
    for (String variable : settings.environment().names()) {
      if (variable.startsWith(PREFIX) && !variable.startsWith(PREFIX + COOLDOWN)) {
        names
            .leading(variable.substring(PREFIX.length()))
            .ifPresent(
                match ->
                    cap(settings, variable, match.rest())
                        .forEach(
                            cap ->
                                caps.computeIfAbsent(match.provider(), _ -> new ArrayList<>())
                                    .add(cap)));
      }
    }
    return caps;
  }

  private static List<CustomCap> cap(Settings settings, String variable, String rest) {
    Matcher matcher = REST.matcher(rest);
    if (!matcher.matches()) {
      settings
          .findings()
          .error(
              variable,
              "names no tier and model (expected: "
                  + ProviderVariables.CAP.name()
                  + " with a tier such as T1, T2_3 or TDEFAULT), so there is no cap.",
              "Rename it.");
      return List.of();
    }
    String cooldown = PREFIX + COOLDOWN + variable.substring(PREFIX.length());
    return settings.find(ProviderVariables.CAP, variable).stream()
        .map(
            amount ->
                new CustomCap(
                    LimitVariables.tiers(matcher.group(1)),
                    VariableNames.folded(matcher.group(2)),
                    amount,
                    settings
                        .find(ProviderVariables.CAP_COOLDOWN, cooldown)
                        .orElse(new CustomCap.UntilReset())))
        .toList();
  }
}
