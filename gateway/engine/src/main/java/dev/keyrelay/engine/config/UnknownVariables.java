package dev.keyrelay.engine.config;

import dev.keyrelay.spi.ServiceDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reports variables that look meant for KeyRelay and that nothing reads: any in a file; of the
 * process, which holds other programs' too, only those that resemble one of ours.
 */
public final class UnknownVariables {

  private static final List<String> OF_SERVICES =
      List.of("API_KEY", "API_BASE", "DIALECT", "MODELS");
  private static final int DISTINCTIVE = 8;

  private final Settings settings;
  private final VariableNames names;
  private final Function<String, Collection<String>> own;
  private final Set<String> known = new LinkedHashSet<>();

  private UnknownVariables(
      Settings settings, VariableNames names, Function<String, Collection<String>> own) {
    this.settings = settings;
    this.own = own;
    this.names = names;
    for (var variable : Variables.all()) {
      if (!variable.family()) {
        known.add(variable.name());
      } else if (variable.name().indexOf('<') == variable.name().lastIndexOf('<')) {
        names.all().forEach(name -> known.add(variable.named(name)));
      }
    }
  }

  /**
   * Adds a finding for each.
   *
   * @param services all that are known, custom ones too
   * @param own what the variables of a provider's own are called, after its name
   */
  public static void report(
      Settings settings,
      Collection<ServiceDescription> services,
      Function<String, Collection<String>> own) {
    var check = new UnknownVariables(settings, new VariableNames(services), own);
    settings.environment().names().forEach(check::check);
  }

  private void check(String variable) {
    var covering = Variables.all().stream().filter(v -> v.covers(variable)).toList();
    var closest = Variables.covering(variable);
    if (closest.isEmpty()) {
      uncovered(variable);
    } else if (closest.get().section() == Section.WITHOUT_EFFECT) {
      settings
          .findings()
          .note(variable, "has no effect here. " + closest.get().meaning(), "Remove it.");
    } else if (covering.stream().noneMatch(v -> namesKnown(v, variable))) {
      unknownProvider(variable, covering);
    }
  }

  /** Whether the provider in a name is known, where the family's name tells which part it is. */
  private boolean namesKnown(Variable<?> family, String variable) {
    int at = family.name().indexOf("<PROVIDER>");
    return at <= 0 || names.leading(variable.substring(at)).isPresent();
  }

  private void unknownProvider(String variable, List<Variable<?>> covering) {
    var meant = new ArrayList<String>();
    for (var family : covering) {
      int at = family.name().indexOf("<PROVIDER>");
      Spelling.nearest(variable.substring(at), names.all())
          .ifPresent(name -> meant.add(variable.substring(0, at) + name));
    }
    settings
        .findings()
        .warning(
            variable,
            "names no provider that is known, and has no effect.",
            meant.isEmpty()
                ? "Correct the name, or set <NAME>_API_BASE for a provider of your own."
                : "Did you mean " + meant.getFirst() + "?");
  }

  private void uncovered(String variable) {
    boolean file =
        !settings.environment().origin(variable).equals(Optional.of(Environment.PROCESS));
    var service = names.leading(variable).filter(match -> !match.rest().isEmpty());
    if (service.isPresent()) {
      var meantHere = new LinkedHashSet<>(own.apply(service.get().provider()));
      if (meantHere.contains(service.get().rest())) {
        return;
      }
      meantHere.addAll(OF_SERVICES);
      String prefix = variable.substring(0, variable.length() - service.get().rest().length());
      var near = Spelling.nearest(service.get().rest(), meantHere).map(rest -> prefix + rest);
      if (file || near.isPresent()) {
        unread(variable, near);
      }
      return;
    }
    var meant =
        variable.length() < DISTINCTIVE
            ? Optional.<String>empty()
            : Spelling.nearest(variable, known);
    if (file || meant.isPresent() || variable.startsWith("KEYRELAY_")) {
      unread(variable, meant);
    }
  }

  private void unread(String variable, Optional<String> meant) {
    settings
        .findings()
        .warning(
            variable,
            "is read by nothing.",
            meant.map(name -> "Did you mean " + name + "?").orElse("Correct or remove it."));
  }
}
