package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;
import java.util.List;

/**
 * A dialect, to and from the chat model. All methods are pure; what a dialect cannot say is put
 * into {@link Drops}, or refused with {@link dev.keyrelay.spi.UnsupportedCallException} if leaving
 * it out would change what is asked.
 */
public interface Codec {

  /** The dialect. */
  Dialect dialect();

  /** Reads a client's request. */
  ChatRequest decodeRequest(ObjectNode body, Drops drops);

  /** The fields of a client's request that answers to it repeat; empty in most dialects. */
  default ObjectNode repeated(ObjectNode body) {
    return Trees.object();
  }

  /** Writes a provider's request. */
  ObjectNode encodeRequest(ChatRequest request, RequestOptions options, Drops drops);

  /**
   * Reads a provider's complete answer; pieces that the chat model cannot hold are dropped.
   *
   * @param id what calls without a name are named by, if the answer has none itself: no two answers
   *     of a conversation may share one
   */
  ChatReply decodeReply(JsonNode answer, String id, Drops drops);

  /** Reads an answer that has a name itself. */
  default ChatReply decodeReply(JsonNode answer, Drops drops) {
    return decodeReply(answer, "", drops);
  }

  /** Writes a complete answer for a client. */
  ObjectNode encodeReply(ChatReply reply, ReplyOptions options, Drops drops);

  /**
   * Makes a decoder for one stream of a provider.
   *
   * @param id as of {@link #decodeReply}
   */
  EventDecoder eventDecoder(String id, Drops drops);

  /** Makes a decoder for one stream that has a name itself. */
  default EventDecoder eventDecoder(Drops drops) {
    return eventDecoder("", drops);
  }

  /** Makes an encoder for one stream to a client. */
  EventEncoder eventEncoder(ReplyOptions options, Drops drops);

  /**
   * Turns a provider's events into chat events, in the order that {@link ChatEvent} demands
   * whatever the order in which they come. Events that it does not know say nothing.
   */
  interface EventDecoder {

    /** Takes the next event. An error is a {@link ChatEvent.Failed}, and nothing follows it. */
    List<ChatEvent> decode(SseEvent event);

    /**
     * Called once when the stream has ended. Closes what is open if the answer is whole; returns no
     * {@link ChatEvent.Finished} if it was cut short.
     */
    List<ChatEvent> end();
  }

  /** Turns chat events into a client's events. */
  interface EventEncoder {

    /** Writes one chat event; {@link ChatEvent.Finished} brings the dialect's terminal event. */
    List<SseEvent> encode(ChatEvent event);

    /** Tells an error in the middle of the stream, and ends it. */
    List<SseEvent> fail(ClientError error);
  }
}
