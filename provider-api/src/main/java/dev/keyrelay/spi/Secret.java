package dev.keyrelay.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Key material. Prints as {@code [redacted]}; nothing else holds key material. */
public final class Secret {

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a value.
   *
   * @throws IllegalArgumentException if it is blank or has a line break, which no header can carry
   */
  public static Secret of(String value) {
    if (value.isBlank() || value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("secret: blank or of several lines (expected: one line)");
    }
    return new Secret(value);
  }

  /** The value itself. Call it only where the value leaves for its owner. */
  public String reveal() {
    return value;
  }

  /** Compares in a time that does not depend on how much of {@code candidate} is right. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && matches(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
