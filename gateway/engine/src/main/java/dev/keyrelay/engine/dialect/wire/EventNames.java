package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.engine.sse.SseEvent;
import java.util.List;

/** Names of events in dialects that name them in the event line and in the field {@code type}. */
public final class EventNames {

  private EventNames() {}

  /**
   * The name of an event: its event line, or its field {@code type} if that line is missing (some
   * services leave it out).
   *
   * @param known the names that may be found in {@code type}; empty is returned for any other
   */
  public static String of(SseEvent event, List<String> known) {
    if (!event.name().isEmpty() && !event.name().equals("message")) {
      return event.name();
    }
    var key = new KeyCursor(event.data());
    while (key.next()) {
      if (key.depth() == 1 && key.is("type")) {
        for (String name : known) {
          if (key.valueIs(name)) {
            return name;
          }
        }
        return "";
      }
    }
    return "";
  }
}
