package dev.keyrelay.cli.tui;

import dev.keyrelay.engine.config.VariableNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * One line of the screen of routes.
 *
 * @param variable which holds it
 * @param name the alias, the group, the provider; folded as clients may write it
 * @param target what it stands for
 * @param doubts what is odd about it
 */
record RouteRow(Kind kind, String variable, String name, String target, List<String> doubts) {

  static final String ALIAS = "MODEL_ROUTE_";
  static final String GROUP = "FALLBACK_GROUP_";
  static final String PLACE = "PROVIDER_PRIORITY_";
  static final String SETS = "MODEL_FALLBACK_GROUPS";

  /** What a line is about. */
  enum Kind {
    ALIAS("alias"),
    GROUP("group"),
    OPTION(""),
    SETS("stand-in"),
    PLACE("place");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** For people. */
    String word() {
      return word;
    }
  }

  /** A setting of one group. */
  enum Option {
    FAILOVER_ON("_FAILOVER_ON", "moves on at"),
    STOP_ON("_STOP_ON", "stops at"),
    STREAMING("_STREAMING_POLICY", "streams");

    private final String suffix;
    private final String word;

    Option(String suffix, String word) {
      this.suffix = suffix;
      this.word = word;
    }

    String of(String group) {
      return group + suffix;
    }

    String word() {
      return word;
    }
  }

  /** Aliases, groups with their settings, models that stand in for one another, places. */
  static List<RouteRow> of(State state) {
    var known = new Known(state);
    var rows = new ArrayList<RouteRow>();
    for (String name : names(state, ALIAS)) {
      String target = state.value(name).orElse("");
      var doubts = known.doubtOfRoute(target).stream().toList();
      rows.add(new RouteRow(Kind.ALIAS, name, folded(name, ALIAS), target, doubts));
    }
    for (RouteRow group : groups(state)) {
      rows.add(group);
      for (Option option : Option.values()) {
        String name = option.of(group.variable());
        state
            .value(name)
            .ifPresent(
                text ->
                    rows.add(
                        new RouteRow(
                            Kind.OPTION,
                            name,
                            "  " + option.word(),
                            text,
                            new Setting("", name).refusal(text).stream().toList())));
      }
    }
    state.value(SETS).ifPresent(text -> rows.add(sets(text, known)));
    for (String name : names(state, PLACE)) {
      String place = state.value(name).orElse("");
      var doubts = new Setting("", name).refusal(place).stream().toList();
      rows.add(new RouteRow(Kind.PLACE, name, folded(name, PLACE), place, doubts));
    }
    return rows;
  }

  private static RouteRow sets(String text, Known known) {
    var sets = SheetKind.SETS.read(text);
    var doubts = new ArrayList<String>();
    for (List<String> set : sets) {
      models(set.getFirst()).forEach(model -> known.doubt(model).ifPresent(doubts::add));
    }
    String shown =
        String.join("; ", sets.stream().map(set -> set.getFirst().replace(",", " =")).toList());
    return new RouteRow(Kind.SETS, SETS, "", shown, doubts);
  }

  /** The groups alone. */
  static List<RouteRow> groups(State state) {
    var known = new Known(state);
    return names(state, GROUP).stream()
        .filter(name -> Arrays.stream(Option.values()).noneMatch(o -> name.endsWith(o.of(""))))
        .map(
            name -> {
              var models = models(state.value(name).orElse(""));
              var doubts = models.stream().flatMap(model -> known.doubt(model).stream()).toList();
              String chain = String.join(" → ", models);
              return new RouteRow(Kind.GROUP, name, folded(name, GROUP), chain, doubts);
            })
        .toList();
  }

  /** The models of a comma-separated text. */
  static List<String> models(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
  }

  private static List<String> names(State state, String prefix) {
    var names = new TreeSet<>(state.facts().values().keySet());
    names.addAll(state.draft().values().keySet());
    return names.stream()
        .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
        .filter(name -> state.value(name).isPresent())
        .toList();
  }

  private static String folded(String variable, String prefix) {
    return VariableNames.folded(variable.substring(prefix.length()));
  }

  /** The variable of a name that the user chose. */
  static String variable(String prefix, String name) {
    return prefix + VariableNames.folded(name).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
