package dev.keyrelay.engine.state;

import java.util.List;
import java.util.Optional;

/**
 * Texts by name that all instances share, each of which may follow another. Bounded in bytes, those
 * that were not used for longest go first, and in age.
 */
public interface SharedTexts {

  /**
   * One text of a row.
   *
   * @param text empty if it was removed
   */
  record Link(String name, Optional<String> text) {}

  /**
   * Keeps a text. Returns at once: what cannot be kept now is kept when the place of sharing can be
   * reached again.
   *
   * @param previous the one that it follows
   */
  void put(String name, Optional<String> previous, String text);

  /**
   * A text and those that it follows, itself first, as far as they are known; nothing if it is not.
   * One exchange, however many they are.
   *
   * @param most how many
   * @return empty if the place of sharing cannot be reached
   */
  Optional<List<Link>> find(String name, int most);

  /** Removes a text; that it was there is known until it would have been too old. */
  void remove(String name);
}
