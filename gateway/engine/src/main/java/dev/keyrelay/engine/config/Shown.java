package dev.keyrelay.engine.config;

/** What of a value may be shown in a message. */
final class Shown {

  private static final int LIMIT = 60;
  private static final int SECRET_LENGTH = 12;

  private Shown() {}

  /**
   * The value in quotes, cut after 60 characters. A word of 12 or more letters and digits may be a
   * secret in the wrong place: of it only the length is told. User info in an address is left out.
   */
  static String of(String value) {
    boolean secretLike =
        value.length() >= SECRET_LENGTH
            && value.matches("[A-Za-z0-9_.+/=-]+")
            && value.chars().anyMatch(Character::isDigit)
            && value.chars().anyMatch(Character::isLetter);
    if (secretLike) {
      return "a word of " + value.length() + " characters";
    }
    String plain = value.replaceAll("//[^/@]*@", "//…@");
    return "\"" + (plain.length() <= LIMIT ? plain : plain.substring(0, LIMIT) + "…") + "\"";
  }
}
