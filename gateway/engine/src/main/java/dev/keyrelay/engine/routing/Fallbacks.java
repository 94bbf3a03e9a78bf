package dev.keyrelay.engine.routing;

import dev.keyrelay.engine.config.FallbackGroup;
import dev.keyrelay.engine.config.RoutingSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The user's aliases and chains of models.
 *
 * @param settings what the user configured
 */
public record Fallbacks(RoutingSettings settings) {

  /** No aliases, no chains. */
  public static final Fallbacks NONE =
      new Fallbacks(new RoutingSettings(Map.of(), Map.of(), List.of()));

  /** The models that a name stands for, at least itself. */
  List<String> chainOf(String requested) {
    return groupOf(requested)
        .map(FallbackGroup::models)
        .orElseGet(() -> settings.standIns(modelOf(requested)));
  }

  /** What moves a request for a name on. */
  Chain rulesOf(String requested) {
    return groupOf(requested)
        .map(group -> Chain.STANDARD.with(group.failoverOn(), group.stopOn(), group.streams()))
        .orElse(Chain.STANDARD);
  }

  private Optional<FallbackGroup> groupOf(String requested) {
    var route = settings.route(requested);
    if (route.isPresent()) {
      return switch (route.get()) {
        case RoutingSettings.ToGroup to -> settings.group(to.group());
        case RoutingSettings.ToModel _ -> Optional.empty();
      };
    }
    // A name with a provider in front is a model, whatever groups are called.
    return requested.contains("/") ? Optional.empty() : settings.group(requested);
  }

  private String modelOf(String requested) {
    return settings
        .route(requested)
        .map(
            route ->
                switch (route) {
                  case RoutingSettings.ToModel to -> to.model();
                  case RoutingSettings.ToGroup _ -> requested;
                })
        .orElse(requested);
  }

  /** The names a client may use beside {@code provider/model}. */
  List<String> aliases() {
    var names = new TreeSet<>(settings.routes().keySet());
    names.addAll(settings.groups().keySet());
    return List.copyOf(names);
  }
}
