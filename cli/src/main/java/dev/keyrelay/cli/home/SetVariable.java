package dev.keyrelay.cli.home;

import dev.keyrelay.engine.config.Section;
import dev.keyrelay.engine.config.Variable;
import dev.keyrelay.engine.config.Variables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A variable that the user set and that KeyRelay reads.
 *
 * @param name its name
 * @param origin where it was set
 * @param shown its value; of a secret, that it is set
 * @param declared what it is
 */
public record SetVariable(String name, String origin, String shown, Variable<?> declared) {

  private static final int LONGEST = 60;

  /** What it does, in a sentence. */
  public String meaning() {
    return declared.meaning();
  }

  /** Every one, in the order of sections and then of the names. */
  public static List<SetVariable> of(Installation installation) {
    var environment = installation.configuration().environment();
    var known = new ArrayList<SetVariable>();
    for (String name : environment.names()) {
      declared(name, installation)
          .filter(variable -> environment.get(name).isPresent())
          .ifPresent(
              variable ->
                  known.add(
                      new SetVariable(
                          name,
                          environment.origin(name).orElse(""),
                          shown(variable, environment.get(name).orElse("")),
                          variable)));
    }
    known.sort(
        Comparator.comparing((SetVariable one) -> one.declared().section())
            .thenComparing(SetVariable::name));
    return known;
  }

  /**
   * The declaration that covers a name. Of a family that begins with a provider, the provider must
   * be known: the environment holds other programs' variables, too.
   */
  private static Optional<Variable<?>> declared(String name, Installation installation) {
    var names = installation.names();
    return Variables.covering(name)
        .filter(variable -> variable.section() != Section.WITHOUT_EFFECT)
        .filter(
            variable -> {
              int at = variable.name().indexOf("<PROVIDER>");
              boolean custom = variable.name().startsWith("<NAME>");
              if (custom || at == 0) {
                return names.leading(name).isPresent();
              }
              return at < 0 || names.leading(name.substring(at)).isPresent();
            });
  }

  private static String shown(Variable<?> variable, String value) {
    if (variable.form().secret()
        || (variable.section() == Section.CREDENTIALS && !isAddress(variable))) {
      return "(secret, " + value.length() + " characters)";
    }
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
  }

  /** An address with user info in it is refused when it is read, and may be secret. */
  private static boolean isAddress(Variable<?> variable) {
    return variable.name().endsWith("_API_BASE");
  }

  /** The name and the origin. */
  @Override
  public String toString() {
    return name + " from " + origin;
  }
}
