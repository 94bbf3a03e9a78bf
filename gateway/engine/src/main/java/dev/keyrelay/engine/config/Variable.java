package dev.keyrelay.engine.config;

import java.util.Optional;

/**
 * One declared variable, or a family of them.
 *
 * @param name the name; a family has placeholders in it: {@code <PROVIDER>}, {@code <NAME>}, {@code
 *     <N>}
 * @param section what it is grouped by
 * @param form how its value is written
 * @param standard the value when the user sets none, if there is one
 * @param standardText the same for people
 * @param meaning one sentence
 * @param <T> the value's type
 */
public record Variable<T>(
    String name,
    Section section,
    Form<T> form,
    Optional<T> standard,
    String standardText,
    String meaning) {

  /** A variable with a default. */
  public static <T> Variable<T> of(
      Section section, String name, Form<T> form, T standard, String meaning) {
    return new Variable<>(
        name, section, form, Optional.of(standard), form.write(standard), meaning);
  }

  /** A variable without a default; {@code otherwise} says what holds when it is not set. */
  public static <T> Variable<T> optional(
      Section section, String name, Form<T> form, String otherwise, String meaning) {
    return new Variable<>(name, section, form, Optional.empty(), otherwise, meaning);
  }

  /** Whether the name has placeholders. */
  public boolean family() {
    return name.indexOf('<') >= 0;
  }

  /**
   * The name with its placeholders replaced in order. No regular expressions: it is asked for
   * thousands of names at start.
   */
  public String named(String... values) {
    var filled = new StringBuilder();
    int at = 0;
    for (var value : values) {
      int open = name.indexOf('<', at);
      filled.append(name, at, open).append(value);
      at = name.indexOf('>', open) + 1;
    }
    return filled.append(name, at, name.length()).toString();
  }

  /** Whether a name is this variable or one of this family. */
  public boolean covers(String candidate) {
    if (!family()) {
      return name.equals(candidate);
    }
    return candidate.startsWith(name.substring(0, name.indexOf('<')))
        && candidate.endsWith(name.substring(name.lastIndexOf('>') + 1))
        && candidate.matches(name.replace("<N>", "\\d+").replaceAll("<[A-Z]+>", ".+"));
  }
}
