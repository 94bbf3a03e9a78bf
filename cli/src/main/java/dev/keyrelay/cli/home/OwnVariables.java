package dev.keyrelay.cli.home;

import dev.keyrelay.engine.config.Findings;
import dev.keyrelay.engine.config.Form;
import dev.keyrelay.engine.config.Forms;
import dev.keyrelay.engine.config.Section;
import dev.keyrelay.engine.config.Variable;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.plugin.Plugins;
import dev.keyrelay.spi.ServiceDescription;
import dev.keyrelay.spi.SettingDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The variables of one provider alone, as its plugin describes them. */
record OwnVariables(Installation installation) {

  private static final Duration LONGEST = Duration.ofDays(366);

  /** The variable of a name, if some provider has such a one. Opens that provider's jar. */
  Optional<Variable<?>> covering(String name) {
    return installation
        .names()
        .leading(name)
        .filter(match -> !match.rest().isEmpty())
        .flatMap(match -> described(match).map(setting -> variable(name, setting)));
  }

  /** Those of every provider of some plugins, by the first name that it has in variables. */
  static List<Variable<?>> of(Plugins plugins) {
    var all = new ArrayList<Variable<?>>();
    for (ServiceDescription service : plugins.services()) {
      String prefix = service.variablePrefixes().getFirst() + "_";
      for (SettingDescription setting : plugins.settings(service.id())) {
        all.add(variable(prefix + setting.name(), setting));
      }
    }
    return all;
  }

  private Optional<SettingDescription> described(VariableNames.Match match) {
    return installation.plugins().settings(match.provider()).stream()
        .filter(setting -> setting.name().equals(match.rest()))
        .findFirst();
  }

  private static Variable<?> variable(String name, SettingDescription setting) {
    return Variable.optional(
        Section.OWN, name, form(setting.kind()), setting.standard(), setting.meaning());
  }

  private static Form<?> form(SettingDescription.Kind kind) {
    return switch (kind) {
      case FLAG -> Forms.flag();
      case LENGTH -> Forms.duration(Duration.ofSeconds(1), LONGEST);
      case TEXT -> Forms.text();
      case SECRET -> Forms.secret();
    };
  }

  /** What variables of a provider are called, after its name. */
  Collection<String> names(String provider) {
    return installation.plugins().settings(provider).stream()
        .map(SettingDescription::name)
        .toList();
  }

  /** Adds a finding for each value that its provider would refuse. */
  void report(Findings findings) {
    var environment = installation.configuration().environment();
    for (String name : environment.names()) {
      environment.get(name).ifPresent(value -> check(name, value, findings));
    }
  }

  private void check(String name, String value, Findings findings) {
    covering(name)
        .filter(variable -> variable.form().read(value.strip()).isEmpty())
        .ifPresent(
            variable ->
                findings.error(
                    name,
                    "is "
                        + (variable.form().secret() ? SetVariable.hidden(value) : value)
                        + " (expected: "
                        + variable.form().expected()
                        + "), so that the provider is not made.",
                    "Correct or remove it."));
  }
}
