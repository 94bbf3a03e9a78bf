package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.sse.SseEvent;
import java.util.List;

/** How a dialect tells errors. */
public interface ErrorShape {

  /** The whole body of an error answer. */
  ObjectNode body(ClientError error);

  /** The HTTP status of an error answer. */
  default int status(ClientError error) {
    return error.status();
  }

  /**
   * Whether a body of upstream's tells an error as clients of this dialect understand it: in the
   * dialect's form, and a full context in the words by which agents know it and shorten theirs.
   */
  default boolean isTold(JsonNode body, ClientError.Kind kind) {
    return body.path("error").isObject();
  }

  /**
   * The events that tell the error in a stream of which the client has read nothing that matters,
   * followed by the dialect's terminal event. In the middle of a stream {@link
   * EventInspector#failure} knows better.
   */
  List<SseEvent> events(ClientError error);
}
