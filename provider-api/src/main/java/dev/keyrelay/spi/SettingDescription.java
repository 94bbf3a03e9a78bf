package dev.keyrelay.spi;

/**
 * A variable of one service alone, which its provider reads by {@link ProviderSettings}. Described
 * so that people are told of it without the provider being made.
 *
 * @param name what follows the service's prefix and an underscore, such as {@code PREVIEW_FALLBACK}
 * @param kind how its value is written
 * @param standard what holds if it is not set, for people
 * @param meaning what it does, in one sentence
 */
public record SettingDescription(String name, Kind kind, String standard, String meaning) {

  /** How a value is written. */
  public enum Kind {
    /** As {@link ProviderSettings#flag} takes it. */
    FLAG,
    /** As {@link ProviderSettings#duration} takes it. */
    LENGTH,
    /** Any text. */
    TEXT,
    /** Any text, which is never shown. */
    SECRET
  }

  public SettingDescription {
    if (!name.matches("[A-Z][A-Z0-9_]*")) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: capital letters, digits and '_', a letter first)");
    }
  }

  /** A switch. */
  public static SettingDescription flag(String name, boolean standard, String meaning) {
    return new SettingDescription(name, Kind.FLAG, String.valueOf(standard), meaning);
  }
}
