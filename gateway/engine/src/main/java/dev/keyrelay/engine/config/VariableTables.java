package dev.keyrelay.engine.config;

import java.util.List;
import java.util.stream.Collectors;

/** Every declared variable as documentation. */
public final class VariableTables {

  private VariableTables() {}

  /** A heading and a Markdown table for each section. */
  public static String markdown() {
    var out = new StringBuilder();
    for (var section : Section.values()) {
      var variables = of(section);
      if (!variables.isEmpty()) {
        out.append("### ").append(section.title()).append("\n\n");
        out.append("| Variable | Default | Meaning |\n|---|---|---|\n");
        variables.forEach(variable -> out.append(row(variable)));
        out.append('\n');
      }
    }
    return out.toString().stripTrailing() + "\n";
  }

  /** A file with every variable commented out, set to its default where it has one. */
  public static String envExample() {
    var out =
        new StringBuilder(
            """
            # Copy to .env and remove the # before what you want to change.
            # Lengths of time are seconds, or such as 90s, 5m, 1h30m. Yes and no are true, 1, yes,
            # on and false, 0, no, off. Variables of the process win over this file.
            # What is one provider's own, such as AZURE_API_VERSION, stands in providers/<id>/README.md.
            """);
    for (var section : Section.values()) {
      var variables = of(section);
      if (!variables.isEmpty() && section != Section.WITHOUT_EFFECT) {
        out.append("\n# --- ").append(section.title()).append(" ---\n");
        variables.forEach(variable -> out.append(lines(variable)));
      }
    }
    return out.toString();
  }

  private static List<Variable<?>> of(Section section) {
    return Variables.all().stream()
        .filter(variable -> variable.section() == section)
        .collect(Collectors.toUnmodifiableList());
  }

  private static String row(Variable<?> variable) {
    return "| `%s` | %s | %s Takes %s. |\n"
        .formatted(
            variable.name(),
            escaped(standard(variable)),
            escaped(variable.meaning()),
            escaped(variable.form().expected()));
  }

  private static String lines(Variable<?> variable) {
    return "\n# %s\n# Takes %s.%s\n# %s=%s\n"
        .formatted(
            variable.meaning(),
            variable.form().expected(),
            variable.standard().isPresent() ? "" : " Default: " + variable.standardText() + ".",
            variable.name(),
            variable.standard().isPresent() ? variable.standardText() : "");
  }

  private static String standard(Variable<?> variable) {
    return variable.standard().isPresent()
        ? "`" + variable.standardText() + "`"
        : variable.standardText();
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
