package dev.keyrelay.engine.config;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Variables as documentation. */
public final class VariableTables {

  private static final String ANY_TEXT = Forms.text().expected();

  private VariableTables() {}

  /** A heading and a Markdown table for each section that some of the variables belong to. */
  public static String markdown(Collection<Variable<?>> all) {
    var out = new StringBuilder();
    for (var section : Section.values()) {
      var variables = of(section, all);
      if (!variables.isEmpty()) {
        out.append("### ").append(section.title()).append("\n\n");
        out.append("| Variable | Default | Meaning |\n|---|---|---|\n");
        variables.forEach(variable -> out.append(row(variable)));
        out.append('\n');
      }
    }
    return out.toString().stripTrailing() + "\n";
  }

  /**
   * Lines of a .env file: the variables commented out, set to their defaults where they have one.
   */
  public static String envExample(Collection<Variable<?>> all) {
    var out = new StringBuilder();
    for (var section : Section.values()) {
      var variables = of(section, all);
      if (!variables.isEmpty() && section != Section.WITHOUT_EFFECT) {
        out.append("\n# --- ").append(section.title()).append(" ---\n");
        variables.forEach(variable -> out.append(lines(variable)));
      }
    }
    return out.toString();
  }

  private static List<Variable<?>> of(Section section, Collection<Variable<?>> all) {
    return all.stream()
        .filter(variable -> variable.section() == section)
        .collect(Collectors.toUnmodifiableList());
  }

  private static String row(Variable<?> variable) {
    return "| `%s` | %s | %s |\n"
        .formatted(
            variable.name(),
            escaped(standard(variable)),
            escaped(variable.meaning() + takes(variable)));
  }

  private static String lines(Variable<?> variable) {
    boolean stated = variable.standard().isPresent();
    String form = takes(variable) + (stated ? "" : " Default: " + variable.standardText() + ".");
    return "\n# %s\n%s# %s=%s\n"
        .formatted(
            variable.meaning(),
            form.isEmpty() ? "" : "#" + form + "\n",
            variable.name(),
            stated ? variable.standardText() : "");
  }

  /** How a value is written, after a space; empty if any text will do. */
  private static String takes(Variable<?> variable) {
    String expected = variable.form().expected();
    return expected.equals(ANY_TEXT) ? "" : " Takes " + expected + ".";
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
