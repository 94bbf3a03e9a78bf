package dev.keyrelay.engine.upstream;

import dev.keyrelay.engine.sse.SseEvent;

/**
 * Watches a stream on its way to the client, from its very first event on, one call at a time. Most
 * often runs on an event loop: it must not block, and should not throw.
 */
public interface StreamTap {

  /** What becomes of an event. */
  enum Fate {
    /** It goes to the client, byte for byte. */
    FORWARD,
    /** The client never sees it. */
    DROP
  }

  /** Sees a complete event, and decides what becomes of it. */
  Fate event(SseEvent event);

  /**
   * Learns, exactly once, how the stream ended; no event comes afterwards. This is the place to
   * record usage and to free what the stream held.
   *
   * @return bytes that close the stream for the client, such as an error event and its dialect's
   *     terminal event; empty for none. Not sent if the stream was cancelled.
   */
  byte[] ended(StreamEnd end);
}
