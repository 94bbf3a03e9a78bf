package dev.keyrelay.cli.home;

import dev.keyrelay.engine.config.EnvLine;
import java.util.Optional;

/** How a value is written in a line {@code NAME=value} that shells and {@code .env} read alike. */
public final class EnvValue {

  private EnvValue() {}

  /** The value as {@link EnvLine} writes it; absent if it has line breaks or control characters. */
  public static Optional<String> written(String value) {
    return value.chars().anyMatch(c -> c < ' ' || c == 127)
        ? Optional.empty()
        : Optional.of(EnvLine.written(value));
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
                            + ": the value has a line break or another control character"
                            + " (expected: one line of text)"));
  }
}
