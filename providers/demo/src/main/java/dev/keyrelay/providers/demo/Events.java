package dev.keyrelay.providers.demo;

import java.nio.charset.StandardCharsets;

/** Writes server-sent events as bytes. */
public final class Events {

  /** The terminal event of OpenAI streams. */
  public static final byte[] DONE = data("[DONE]");

  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

  private Events() {}

  /** An event without a name. The payload must be one line. */
  public static byte[] data(byte[] payload) {
    byte[] event = new byte[DATA.length + payload.length + 2];
    System.arraycopy(DATA, 0, event, 0, DATA.length);
    System.arraycopy(payload, 0, event, DATA.length, payload.length);
    event[event.length - 2] = '\n';
    event[event.length - 1] = '\n';
    return event;
  }

  /** An event without a name. */
  public static byte[] data(String payload) {
    return ("data: " + payload + "\n\n").getBytes(StandardCharsets.UTF_8);
  }
}
