package dev.keyrelay.engine.config;

/** What of a value may be shown in a message. */
final class Shown {

  private static final int LIMIT = 60;

  private Shown() {}

  /**
   * The value in quotes, cut after 60 characters. A long word of letters and digits may be a secret
   * in the wrong place: of it only the length is told.
   */
  static String of(String value) {
    boolean secretLike =
        value.length() >= 20
            && value.matches("[A-Za-z0-9_.+/=-]+")
            && value.chars().anyMatch(Character::isDigit)
            && value.chars().anyMatch(Character::isLetter);
    if (secretLike) {
      return "a word of " + value.length() + " characters";
    }
    return "\"" + (value.length() <= LIMIT ? value : value.substring(0, LIMIT) + "…") + "\"";
  }
}
