package dev.keyrelay.engine.config;

/** Writes assignments that a POSIX shell and a {@code .env} file read alike. */
public final class EnvLine {

  /** What {@code docker --env-file} reads as it is, too, which takes quotes literally. */
  private static final String PLAIN = "[A-Za-z0-9_./:@%+,=-]*";

  private EnvLine() {}

  /** The line {@code name=value}, without its end. */
  public static String of(String name, String value) {
    return name + "=" + written(value);
  }

  /**
   * A value as it stands after the equals sign, quoted only where it must be. NUL, and carriage
   * return before line feed, come through no such line.
   */
  public static String written(String value) {
    if (value.matches(PLAIN)) {
      return value;
    }
    // In single quotes a shell takes a backslash as it is, and a .env file only before these.
    boolean single = value.indexOf('\'') < 0 && !value.contains("\\\\") && !value.endsWith("\\");
    return single ? "'" + value + "'" : '"' + value.replaceAll("[\\\\\"$`]", "\\\\$0") + '"';
  }
}
