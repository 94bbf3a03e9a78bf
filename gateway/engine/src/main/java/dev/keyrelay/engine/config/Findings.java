package dev.keyrelay.engine.config;

import dev.keyrelay.engine.config.Finding.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is found while the configuration is read, each thing once, in order. Safe for use
 * by several threads.
 */
public final class Findings {

  private final Set<Finding> found = new LinkedHashSet<>();

  /** Adds a finding unless the same one is there. */
  public synchronized void add(Finding finding) {
    found.add(finding);
  }

  /** Adds a setting that does not hold. */
  public void error(String subject, String sentence, String mend) {
    add(new Finding(Level.ERROR, subject, sentence, mend));
  }

  /** Adds what is probably not meant. */
  public void warning(String subject, String sentence, String mend) {
    add(new Finding(Level.WARNING, subject, sentence, mend));
  }

  /** Adds what is worth knowing. */
  public void note(String subject, String sentence, String mend) {
    add(new Finding(Level.NOTE, subject, sentence, mend));
  }

  /** Everything found so far, in order. */
  public synchronized List<Finding> all() {
    return List.copyOf(found);
  }
}
