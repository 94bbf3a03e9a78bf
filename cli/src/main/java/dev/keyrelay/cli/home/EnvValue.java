package dev.keyrelay.cli.home;

import java.util.Optional;

/** How a value is written in a line {@code NAME=value} that shells and {@code .env} read alike. */
public final class EnvValue {

  private static final String PLAIN = "[A-Za-z0-9_./:@%+,=-]*";

  private EnvValue() {}

  /**
   * The value as it stands after the equals sign; quoted only where it must be, because {@code
   * docker --env-file} takes quotes literally. Absent if no spelling means the same to both: a line
   * break, or an apostrophe or backslash together with {@code $}, {@code `} or {@code !}.
   */
  public static Optional<String> written(String value) {
    if (value.chars().anyMatch(c -> c < ' ' || c == 127)) {
      return Optional.empty();
    }
    if (value.matches(PLAIN)) {
      return Optional.of(value);
    }
    if (value.indexOf('\'') < 0 && value.indexOf('\\') < 0) {
      return Optional.of("'" + value + "'");
    }
    if (value.chars().noneMatch(c -> c == '$' || c == '`' || c == '!')) {
      return Optional.of("\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }
    return Optional.empty();
  }

  /**
   * A whole line.
   *
   * @throws IllegalArgumentException if the value cannot be written; the message names the variable
   *     and not the value
   */
  public static String line(String name, String value) {
    return name
        + "="
        + written(value)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        name
                            + ": the value has characters that no line of a .env file carries so"
                            + " that a shell reads the same (expected: no line break, and no ' or"
                            + " \\ together with $, ` or !)"));
  }
}
