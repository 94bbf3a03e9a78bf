package dev.keyrelay.engine.config;

import java.util.Optional;

/**
 * How a value is written in a variable.
 *
 * @param <T> the value's type
 */
public interface Form<T> {

  /** What a value looks like, to complete "expected: …". */
  String expected();

  /** Reads a text without surrounding space; absent if it is not of this form. */
  Optional<T> read(String text);

  /** Writes a value as {@link #read} takes it. */
  default String write(T value) {
    return String.valueOf(value);
  }

  /** Whether values must not be shown. */
  default boolean secret() {
    return false;
  }
}
