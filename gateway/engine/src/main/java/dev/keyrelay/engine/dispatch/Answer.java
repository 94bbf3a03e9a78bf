package dev.keyrelay.engine.dispatch;

import dev.keyrelay.engine.sse.StreamedBytes;

/** What a client gets, in its own dialect. */
public sealed interface Answer {

  /** How it came about. */
  Served served();

  /** A complete answer of status 200: a JSON object. */
  record Whole(byte[] body, Served served) implements Answer {}

  /**
   * An answer whose events are on their way. Whoever gets it reads or hands on the stream to its
   * end, or closes it; only then is the credential's lease ended.
   */
  record Streamed(StreamedBytes stream, Served served) implements Answer {}
}
