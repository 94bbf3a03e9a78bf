package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.ROUTING;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.config.RoutingSettings.Route;
import dev.keyrelay.engine.config.RoutingSettings.ToGroup;
import dev.keyrelay.engine.config.RoutingSettings.ToModel;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The variables of aliases and fallback, and how they are read. */
final class RoutingVariables {

  private static final String GROUP_PREFIX = "FALLBACK_GROUP_";
  private static final String ROUTE_PREFIX = "MODEL_ROUTE_";
  private static final List<String> SUFFIXES =
      List.of("_FAILOVER_ON", "_STOP_ON", "_STREAMING_POLICY");

  /** Execution modes of the system being replaced, which follow a model after {@code @}. */
  private static final String MODE = "@(auto|native|custom|litellm_fallback)$";

  /** Whether streams fail over. */
  enum StreamingPolicy {
    PRE_OUTPUT_ONLY,
    NEVER
  }

  static final Variable<List<String>> GROUP =
      Variable.optional(
          ROUTING,
          GROUP_PREFIX + "<NAME>",
          Forms.names(),
          "none",
          "Models (provider/model) that are tried one after another.");
  static final Variable<Set<FailureKind>> FAILOVER_ON =
      Variable.optional(
          ROUTING,
          GROUP_PREFIX + "<NAME>_FAILOVER_ON",
          FailureWords.FORM,
          "as for every request",
          "Failures that move on to the next model although they usually do not.");
  static final Variable<Set<FailureKind>> STOP_ON =
      Variable.optional(
          ROUTING,
          GROUP_PREFIX + "<NAME>_STOP_ON",
          FailureWords.FORM,
          "as for every request",
          "Failures that do not move on although they usually do.");
  static final Variable<StreamingPolicy> STREAMING =
      Variable.of(
          ROUTING,
          GROUP_PREFIX + "<NAME>_STREAMING_POLICY",
          Forms.choice(StreamingPolicy.class),
          StreamingPolicy.PRE_OUTPUT_ONLY,
          "Whether streams move on too, before their first byte.");
  static final Variable<String> ROUTE =
      Variable.optional(
          ROUTING,
          ROUTE_PREFIX + "<ALIAS>",
          Forms.text(),
          "none",
          "What an alias stands for: provider/model or group:<name>; clients may write the alias in"
              + " lower case and with hyphens or dots.");
  static final Variable<List<List<String>>> SETS =
      Variable.optional(
          ROUTING,
          "MODEL_FALLBACK_GROUPS",
          Forms.form(
              "JSON: [[\"provider/model\",\"provider/model\"], …]",
              RoutingVariables::parseSets,
              List::toString),
          "none",
          "Lists of models that stand in for one another, whichever of them is requested.");

  private RoutingVariables() {}

  static List<Variable<?>> all() {
    return List.of(GROUP, FAILOVER_ON, STOP_ON, STREAMING, ROUTE, SETS);
  }

  static Map<String, FallbackGroup> groups(Settings settings) {
    var groups = new LinkedHashMap<String, FallbackGroup>();
    for (String variable : settings.environment().names()) {
      if (variable.startsWith(GROUP_PREFIX)
          && variable.length() > GROUP_PREFIX.length()
          && SUFFIXES.stream().noneMatch(variable::endsWith)) {
        group(settings, variable).ifPresent(group -> groups.put(group.name(), group));
      }
    }
    return groups;
  }

  private static Optional<FallbackGroup> group(Settings settings, String variable) {
    var models = new LinkedHashSet<String>();
    for (String entry : settings.find(GROUP, variable).orElse(List.of())) {
      model(settings, variable, entry.replaceFirst(MODE, "")).ifPresent(models::add);
    }
    if (models.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new FallbackGroup(
            VariableNames.folded(variable.substring(GROUP_PREFIX.length())),
            List.copyOf(models),
            settings.find(FAILOVER_ON, variable + "_FAILOVER_ON").orElse(Set.of()),
            settings.find(STOP_ON, variable + "_STOP_ON").orElse(Set.of()),
            settings
                    .find(STREAMING, variable + "_STREAMING_POLICY")
                    .orElse(StreamingPolicy.PRE_OUTPUT_ONLY)
                != StreamingPolicy.NEVER));
  }

  private static Optional<String> model(Settings settings, String variable, String text) {
    int slash = text.indexOf('/');
    if (slash > 0 && slash < text.length() - 1) {
      return Optional.of(text.substring(0, slash).toLowerCase(Locale.ROOT) + text.substring(slash));
    }
    if (names(settings).contains(VariableNames.folded(text))) {
      settings
          .findings()
          .error(
              variable,
              Shown.of(text) + " is an alias or a group itself, and was left out.",
              "Write the models that it stands for: names lead to models in one step.");
      return Optional.empty();
    }
    settings
        .findings()
        .error(
            variable,
            Shown.of(text) + " is no model (expected: provider/model) and was left out.",
            "Write the provider before the model.");
    return Optional.empty();
  }

  /** What clients may call instead of a model, folded. */
  private static Set<String> names(Settings settings) {
    return settings.environment().names().stream()
        .flatMap(
            name ->
                Stream.of(GROUP_PREFIX, ROUTE_PREFIX)
                    .filter(name::startsWith)
                    .map(prefix -> VariableNames.folded(name.substring(prefix.length()))))
        .collect(Collectors.toSet());
  }

  static Map<String, Route> routes(Settings settings, Map<String, FallbackGroup> groups) {
    var routes = new LinkedHashMap<String, Route>();
    for (String variable : settings.environment().names()) {
      if (variable.startsWith(ROUTE_PREFIX) && variable.length() > ROUTE_PREFIX.length()) {
        String alias = VariableNames.folded(variable.substring(ROUTE_PREFIX.length()));
        settings
            .find(ROUTE, variable)
            .flatMap(text -> route(settings, variable, text, groups))
            .ifPresent(route -> routes.put(alias, route));
      }
    }
    return routes;
  }

  private static Optional<Route> route(
      Settings settings, String variable, String text, Map<String, FallbackGroup> groups) {
    if (!text.startsWith("group:")) {
      return model(settings, variable, text).map(ToModel::new);
    }
    String name = VariableNames.folded(text.substring("group:".length()).strip());
    if (groups.containsKey(name)) {
      return Optional.of(new ToGroup(name));
    }
    settings
        .findings()
        .error(
            variable,
            Shown.of(text) + " is no group (expected: one of " + groups.keySet() + ").",
            "Add the variable " + GROUP_PREFIX + "<NAME>, or correct the name.");
    return Optional.empty();
  }

  static List<List<String>> sets(Settings settings) {
    var sets = new ArrayList<List<String>>();
    for (var set : settings.find(SETS).orElse(List.of())) {
      var models =
          set.stream()
              .flatMap(text -> model(settings, SETS.name(), text).stream())
              .distinct()
              .toList();
      if (models.size() > 1) {
        sets.add(models);
      }
    }
    return sets;
  }

  private static Optional<List<List<String>>> parseSets(String json) {
    JsonNode root;
    try {
      root = JsonBody.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    var sets = new ArrayList<List<String>>();
    for (JsonNode set : root) {
      var models = new ArrayList<String>();
      for (JsonNode model : set) {
        models.add(model.asText().strip());
      }
      sets.add(models);
    }
    return root.isArray() ? Optional.of(sets) : Optional.empty();
  }
}
