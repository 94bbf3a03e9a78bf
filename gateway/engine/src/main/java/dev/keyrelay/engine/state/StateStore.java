package dev.keyrelay.engine.state;

import java.time.Instant;
import java.util.List;
import java.util.function.BiPredicate;

/** Keeps sections over restarts. Nothing here is on the request path. */
public interface StateStore extends AutoCloseable {

  /**
   * Gives a section its rows back and keeps it from now on.
   *
   * @throws IllegalArgumentException if there is a section of that name
   */
  void register(Section section);

  /** Writes what has changed; returns when it is kept, or could not be. */
  void flush();

  /**
   * Deletes the rows of credentials that are no longer configured and have not changed since an
   * instant.
   *
   * @param configured whether a provider has a credential
   * @return how many credentials were forgotten
   */
  int prune(BiPredicate<String, String> configured, Instant unchangedSince);

  /**
   * What went wrong and still matters, each as a sentence for the operator; empty if all is well.
   */
  List<String> problems();

  /** Writes what has changed, and lets go. */
  @Override
  void close();
}
