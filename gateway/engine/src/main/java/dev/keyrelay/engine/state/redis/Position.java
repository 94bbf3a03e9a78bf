package dev.keyrelay.engine.state.redis;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far the news has been read: the id of the last entry, and by instance the number of the last
 * of its news. Bounded: who was not heard for longest is forgotten. Used by one thread at a time.
 */
final class Position {

  private static final int MOST_INSTANCES = 1024;

  /** In the rows. News that is told again is younger than what so many others told. */
  private static final int MOST_WRITTEN = 64;

  private final LinkedHashMap<String, Long> heard =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_INSTANCES;
        }
      };

  private String last = "0-0";

  /** A position that was written as {@link #text}. */
  static Position of(String text) {
    var position = new Position();
    String[] parts = text.split(" ");
    position.last = parts[0];
    for (int i = 1; i < parts.length; i++) {
      int colon = parts[i].indexOf(':');
      position.heard.put(
          parts[i].substring(0, colon), Long.parseLong(parts[i].substring(colon + 1)));
    }
    return position;
  }

  /**
   * The position in one line, for whoever begins with rows that contain everything up to it.
   *
   * @param self who writes it
   * @param told the number of the last that it told
   */
  String text(String self, long told) {
    var text = new StringBuilder(last).append(' ').append(self).append(':').append(told);
    heard.sequencedEntrySet().reversed().stream()
        .filter(entry -> !entry.getKey().equals(self))
        .limit(MOST_WRITTEN)
        .toList()
        .reversed()
        .forEach(e -> text.append(' ').append(e.getKey()).append(':').append(e.getValue()));
    return text.toString();
  }

  /** The id of the last entry that was read. */
  String last() {
    return last;
  }

  /** Goes on to an entry; whether its news is new. */
  boolean pass(String id, String from, long number) {
    last = id;
    boolean fresh = number > heard.getOrDefault(from, 0L);
    if (fresh) {
      heard.put(from, number);
    }
    return fresh;
  }
}
