package dev.keyrelay.engine.config;

import java.util.List;
import java.util.Optional;

/** Reads declared variables from an environment. A value that does not hold becomes a finding. */
public final class Settings {

  private final Environment environment;
  private final Findings findings;

  public Settings(Environment environment, Findings findings) {
    this.environment = environment;
    this.findings = findings;
  }

  /** Where values come from. */
  public Environment environment() {
    return environment;
  }

  /** Where values that do not hold are reported. */
  public Findings findings() {
    return findings;
  }

  /** The value of a variable that has a default. */
  public <T> T get(Variable<T> variable) {
    return find(variable)
        .or(variable::standard)
        .orElseThrow(() -> new IllegalArgumentException(variable.name() + ": has no default"));
  }

  /** The value of a variable if the user set it and it holds. */
  public <T> Optional<T> find(Variable<T> variable) {
    return find(variable, variable.name());
  }

  /** The value of one name of a family if the user set it and it holds. */
  public <T> Optional<T> find(Variable<T> variable, String name) {
    var text = environment.get(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var value = variable.form().read(text.get());
    if (value.isEmpty()) {
      reject(variable, name, text.get());
    }
    return value;
  }

  /** The first of several names of a family that the user set and that holds. */
  public <T> Optional<T> find(Variable<T> variable, List<String> names) {
    for (String name : names) {
      var found = find(variable, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private <T> void reject(Variable<T> variable, String name, String text) {
    String otherwise = variable.standardText();
    findings.error(
        name,
        (variable.form().secret() ? "the value" : Shown.of(text))
            + " does not hold (expected: "
            + variable.form().expected()
            + "); what holds instead: "
            + otherwise
            + ".",
        "Correct it" + environment.origin(name).map(o -> " in " + o).orElse("") + ".");
  }
}
