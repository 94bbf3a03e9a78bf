package dev.keyrelay.engine.dialect.wire;

import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.List;
import java.util.Optional;

/**
 * Says what the events of one upstream stream mean, without taking them apart: it runs on the event
 * loop for every event that is passed through. One per stream, not for use by several threads at
 * once.
 */
public interface EventInspector {

  /** What an event means. */
  enum Meaning {
    /** Nothing yet: a handshake, a role, a ping, the opening of an empty part. */
    NOISE,
    /** Something the client waits for: words, thoughts, a call, the reason of the end. */
    CONTENT,
    /**
     * Only counts (OpenAI chat's chunk without choices); to be kept from a client that did not ask.
     */
    USAGE_ONLY,
    /** An error; {@link #error()} has its payload. Nothing worth reading follows. */
    ERROR,
    /** The event that ends the stream. Nothing follows. */
    TERMINAL
  }

  /** Looks at the next event. */
  Meaning inspect(SseEvent event);

  /** The tokens used, as far as the stream has told. */
  Optional<TokenUsage> usage();

  /**
   * Whether the answer is whole: its terminal event has come, or the reason of its end. A stream
   * that ends while this is false was cut short.
   */
  boolean complete();

  /** What the answer calls itself, where the dialect tells it at the beginning. */
  default Optional<String> answerId() {
    return Optional.empty();
  }

  /** What {@link Meaning#ERROR} carried, as a JSON object with a field {@code error}. */
  Optional<byte[]> error();

  /**
   * The terminal events that upstream owes: to be sent when a stream that is {@link #complete()}
   * ends without its terminal event. Otherwise empty.
   */
  List<SseEvent> missingEnd();

  /**
   * The events that tell a client, in the middle of this stream, that it failed: the error and the
   * dialect's terminal event.
   */
  List<SseEvent> failure(ClientError error);
}
