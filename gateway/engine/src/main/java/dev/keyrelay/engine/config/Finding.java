package dev.keyrelay.engine.config;

/**
 * Something about the configuration that the user should know.
 *
 * @param level how bad it is
 * @param subject the variable or file it is about
 * @param sentence what is the matter: the value and what was expected; holds no secret
 * @param mend what to do about it
 */
public record Finding(Level level, String subject, String sentence, String mend) {

  /** How bad a finding is. */
  public enum Level {
    /** A setting is not what the user wrote; the default applies. */
    ERROR,
    /** Probably not what the user meant. */
    WARNING,
    /** Worth knowing. */
    NOTE
  }

  /** Subject, sentence and mend on one line. */
  @Override
  public String toString() {
    return subject + ": " + sentence + " " + mend;
  }
}
