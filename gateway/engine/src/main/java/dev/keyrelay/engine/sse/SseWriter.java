package dev.keyrelay.engine.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events. */
public final class SseWriter {

  private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
  private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

  private SseWriter() {}

  /** One event with the blank line that ends it; data of several lines takes several fields. */
  public static byte[] write(SseEvent event) {
    var out =
        new ByteArrayOutputStream(
            event.data().length + event.name().length() + 2 * DATA.length + 4);
    if (!event.name().isEmpty()) {
      out.writeBytes(EVENT);
      out.writeBytes(oneLine(event.name()).getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    }
    byte[] data = event.data();
    int start = 0;
    for (int at = 0; at <= data.length; at++) {
      if (at == data.length || data[at] == '\n') {
        out.writeBytes(DATA);
        out.write(data, start, at - start);
        out.write('\n');
        start = at + 1;
      }
    }
    out.write('\n');
    return out.toByteArray();
  }

  /** Several events, one after the other. */
  public static byte[] write(Iterable<SseEvent> events) {
    var out = new ByteArrayOutputStream();
    events.forEach(event -> out.writeBytes(write(event)));
    return out.toByteArray();
  }

  /** A comment, which means nothing to a client. */
  public static byte[] comment(String words) {
    return (": " + oneLine(words) + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A comment that keeps a quiet connection alive and means nothing to a client. */
  public static byte[] keepAlive() {
    return KEEP_ALIVE.clone();
  }

  private static String oneLine(String name) {
    if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
      throw new IllegalArgumentException(
          "event name or comment: has a line break (expected: one line, such as message_start)");
    }
    return name;
  }
}
