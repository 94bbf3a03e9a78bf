package dev.keyrelay.cli.tui;

import dev.keyrelay.engine.config.ModelDefinition;
import dev.keyrelay.engine.config.ModelDefinitions;
import dev.keyrelay.engine.config.VariableNames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** The providers, models and groups that a name may lead to, staged changes included. */
record Known(State state) {

  private static final String GROUP = "group:";

  /** What is odd about a model that a route leads to; empty if nothing is. */
  Optional<String> doubt(String model) {
    int slash = model.indexOf('/');
    if (slash <= 0 || slash == model.length() - 1) {
      return Optional.of("\"" + model + "\" is no model; expected: provider/model");
    }
    String provider = model.substring(0, slash);
    String name = model.substring(slash + 1);
    String prefix = state.facts().services().get(provider);
    if (prefix == null) {
      return isStaged(provider) ? Optional.empty() : Optional.of(unknown(provider));
    }
    var row = state.facts().providers().stream().filter(p -> p.id().equals(provider)).findFirst();
    if (row.isEmpty()) {
      return Optional.of(provider + " has no credential");
    }
    if (!AdvancedScreen.filter(row.get(), state).allows(name)) {
      return Optional.of(name + " is hidden by the filters of " + provider);
    }
    var listed = state.models().get(provider);
    return listed == null || listed.contains(name) || declared(prefix).contains(name)
        ? Optional.empty()
        : Optional.of(provider + " lists no model " + name);
  }

  private String unknown(String provider) {
    var alike =
        state.facts().services().keySet().stream()
            .filter(
                id -> plain(id).startsWith(plain(provider)) || plain(provider).contains(plain(id)))
            .limit(3)
            .toList();
    return "there is no provider "
        + provider
        + (alike.isEmpty() ? "" : "; meant: " + String.join(", ", alike) + "?");
  }

  private static String plain(String id) {
    return id.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** Whether a provider of the user's own will be there once the changes are written. */
  private boolean isStaged(String provider) {
    return state
        .draft()
        .values()
        .containsKey(plain(provider).toUpperCase(Locale.ROOT) + "_API_BASE");
  }

  private List<String> declared(String prefix) {
    return state.value(prefix + "_MODELS").flatMap(ModelDefinitions::parse).stream()
        .flatMap(definitions -> definitions.all().stream())
        .map(ModelDefinition::name)
        .toList();
  }

  /** What is odd about what an alias stands for. */
  Optional<String> doubtOfRoute(String text) {
    if (!text.startsWith(GROUP)) {
      return doubt(text);
    }
    String wanted = VariableNames.folded(text.substring(GROUP.length()).strip());
    var groups = groups();
    return groups.contains(wanted)
        ? Optional.empty()
        : Optional.of(
            "there is no group "
                + wanted
                + (groups.isEmpty() ? "" : "; expected: one of " + String.join(", ", groups)));
  }

  /** The names of groups, folded. */
  TreeSet<String> groups() {
    var names = new TreeSet<String>();
    for (RouteRow row : RouteRow.groups(state)) {
      names.add(row.name());
    }
    return names;
  }

  /**
   * What a text may go on as: providers in use, their models, groups.
   *
   * @param routes whether a group may be named
   */
  List<String> completions(String text, boolean routes) {
    var all = new LinkedHashSet<String>();
    for (Facts.ProviderRow provider : state.facts().providers()) {
      if (text.startsWith(provider.id() + "/")) {
        models(provider).forEach(model -> all.add(provider.id() + "/" + model));
      } else {
        all.add(provider.id() + "/");
      }
    }
    if (routes) {
      groups().forEach(group -> all.add(GROUP + group));
    }
    return all.stream().filter(one -> one.startsWith(text)).toList();
  }

  private List<String> models(Facts.ProviderRow provider) {
    var filter = AdvancedScreen.filter(provider, state);
    return all(provider).stream().filter(filter::allows).toList();
  }

  /** The models of a provider, those that are hidden too; empty if nobody asked for them. */
  List<String> all(Facts.ProviderRow provider) {
    var listed = state.models().getOrDefault(provider.id(), List.of());
    if (listed.isEmpty()) {
      return List.of();
    }
    var models = new LinkedHashSet<>(declared(provider.prefix()));
    models.addAll(listed);
    return List.copyOf(models);
  }

  /** The longest text that all completions begin with; the text itself if there are none. */
  static String common(String text, List<String> completions) {
    if (completions.isEmpty()) {
      return text;
    }
    String common = completions.getFirst();
    for (String one : completions) {
      int same = 0;
      while (same < Math.min(common.length(), one.length())
          && common.charAt(same) == one.charAt(same)) {
        same++;
      }
      common = common.substring(0, same);
    }
    return common;
  }
}
