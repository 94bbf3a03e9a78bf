package dev.keyrelay.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.ChatRequest;
import java.util.List;

/**
 * Ability: a wire format that only this provider speaks, mapped to and from the chat model. The
 * gateway calls {@link #encode} before {@link Provider#prepare}, and the decoders on what comes
 * back.
 */
public interface WireFormat {

  /**
   * The request body.
   *
   * @throws UnsupportedCallException if the format cannot express the request
   */
  JsonBody encode(ChatRequest request, String model, boolean stream);

  /** A complete answer. */
  ChatReply decode(JsonNode answer);

  /** Makes a decoder for one stream. It is used by one thread. */
  StreamDecoder streamDecoder();

  /** Turns the events of one stream into chat events. */
  interface StreamDecoder {

    /** Decodes the payload of one server-sent event. */
    List<ChatEvent> decode(String eventName, String data);

    /** Called once when the stream has ended. */
    List<ChatEvent> end();
  }
}
