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
 * @param secret whether the value must not be shown
 * @param shown its value; of a secret, that it is set
 * @param declared what it is
 */
public record SetVariable(
    String name, String origin, boolean secret, String shown, Variable<?> declared) {

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
                      of(
                          name,
                          environment.get(name).orElse(""),
                          environment.origin(name).orElse(""),
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
    Optional<Variable<?>> own = new OwnVariables(installation).covering(name);
    return own.isPresent() ? own : general(name, installation);
  }

  private static Optional<Variable<?>> general(String name, Installation installation) {
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

  private static SetVariable of(String name, String value, String origin, Variable<?> declared) {
    boolean secret = isSecret(declared, value);
    String text = value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
    return new SetVariable(name, origin, secret, secret ? hidden(value) : text, declared);
  }

  /** What is shown of a secret. */
  public static String hidden(String value) {
    return "(secret, " + value.length() + " characters)";
  }

  /** Whether a value of a variable must not be shown. An address may have a password in it. */
  public static boolean isSecret(Variable<?> variable, String value) {
    boolean address = variable.name().endsWith("_API_BASE");
    return variable.form().secret()
        || (variable.section() == Section.CREDENTIALS && !address)
        || value.matches("(?s).*//[^/]*@.*");
  }

  /** The name and the origin. */
  @Override
  public String toString() {
    return name + " from " + origin;
  }
}
