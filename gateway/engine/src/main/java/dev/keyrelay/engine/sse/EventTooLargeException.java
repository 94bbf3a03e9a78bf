package dev.keyrelay.engine.sse;

import java.io.IOException;

/** A stream holds an event that is larger than {@link SseParser#MAX_EVENT}. */
public final class EventTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  EventTooLargeException(int size) {
    super(
        "an event of the stream has "
            + size
            + " bytes and goes on (expected: at most "
            + SseParser.MAX_EVENT
            + ")");
  }
}
