package dev.keyrelay.engine.plugin;

import dev.keyrelay.engine.config.Finding;

/**
 * Why a plugin, or one of its providers, is not there.
 *
 * @param source the jar's file name, or the factory's class on the class path
 * @param sentence what is the matter, beginning with a verb
 * @param mend what its author or the user does about it
 */
public record Refusal(String source, String sentence, String mend) {

  /** The refusal as something found while the configuration was read. */
  public Finding finding() {
    return new Finding(Finding.Level.ERROR, source, sentence, mend);
  }

  /** Source, sentence and mend on one line. */
  @Override
  public String toString() {
    return source + ": " + sentence + " " + mend;
  }
}
