package dev.keyrelay.engine.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code QUOTA_GROUPS_<PROVIDER>_<GROUP>}. */
final class QuotaGroupVariables {

  private static final String PREFIX = "QUOTA_GROUPS_";

  private QuotaGroupVariables() {}

  /** The user's groups by provider and folded group name; an empty group abolishes. */
  static Map<String, Map<String, List<String>>> read(Settings settings, VariableNames names) {
    var groups = new HashMap<String, Map<String, List<String>>>();
    for (String variable : settings.environment().names()) {
      if (variable.startsWith(PREFIX)) {
        names
            .leading(variable.substring(PREFIX.length()))
            .filter(match -> !match.rest().isEmpty())
            .ifPresent(
                match ->
                    groups
                        .computeIfAbsent(match.provider(), _ -> new LinkedHashMap<>())
                        .put(VariableNames.folded(match.rest()), models(settings, variable)));
      }
    }
    return groups;
  }

  private static List<String> models(Settings settings, String variable) {
    return settings.find(ProviderVariables.QUOTA_GROUP, variable).orElse(List.of());
  }
}
