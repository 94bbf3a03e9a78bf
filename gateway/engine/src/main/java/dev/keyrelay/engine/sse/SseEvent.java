package dev.keyrelay.engine.sse;

import java.nio.charset.StandardCharsets;

/**
 * One server-sent event.
 *
 * @param name the {@code event} field; empty if there is none
 * @param data the {@code data} lines joined by line feeds, UTF-8
 */
public record SseEvent(String name, byte[] data) {

  /** An event of text data. */
  public static SseEvent of(String name, String data) {
    return new SseEvent(name, data.getBytes(StandardCharsets.UTF_8));
  }

  /** The data as text. */
  public String text() {
    return new String(data, StandardCharsets.UTF_8);
  }
}
