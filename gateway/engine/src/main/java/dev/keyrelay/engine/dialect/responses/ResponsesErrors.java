package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.openai.OpenAiChatErrors;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.ErrorShape;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.JsonBody;
import java.util.List;

/**
 * Errors of the responses surface. The body is OpenAI's; a stream tells the error twice, as OpenAI
 * does: in an event {@code error}, at which SDKs throw, and in {@code response.failed}, at which
 * agents that read the events themselves stop.
 */
public final class ResponsesErrors implements ErrorShape {

  /** The one instance. */
  public static final ResponsesErrors SHAPE = new ResponsesErrors();

  private ResponsesErrors() {}

  @Override
  public ObjectNode body(ClientError error) {
    return OpenAiChatErrors.SHAPE.body(error);
  }

  @Override
  public boolean isTold(JsonNode body, ClientError.Kind kind) {
    return OpenAiChatErrors.SHAPE.isTold(body, kind);
  }

  @Override
  public List<SseEvent> events(ClientError error) {
    return events(error, ResponseHead.UNKNOWN, 0);
  }

  /**
   * The events that tell the error in the middle of a stream.
   *
   * @param head what the stream has told of its response
   * @param sequence the number of the next event
   */
  static List<SseEvent> events(ClientError error, ResponseHead head, long sequence) {
    String code = code(error);
    var first =
        JsonBody.MAPPER
            .createObjectNode()
            .put("type", "error")
            .put("sequence_number", sequence)
            .put("code", code)
            .put("message", error.message())
            .put("param", error.param().orElse(null));
    first.set("error", SHAPE.body(error).get("error"));
    var last =
        JsonBody.MAPPER
            .createObjectNode()
            .put("type", "response.failed")
            .put("sequence_number", sequence + 1);
    var response = head.response("failed");
    response.putObject("error").put("code", code).put("message", error.message());
    last.set("response", response);
    return List.of(
        SseEvent.of("error", first.toString()), SseEvent.of("response.failed", last.toString()));
  }

  private static String code(ClientError error) {
    String code = OpenAiChatErrors.code(error);
    return code == null
        ? switch (error.kind()) {
          case INVALID_REQUEST, TOO_LARGE, NOT_FOUND, PERMISSION -> "invalid_prompt";
          default -> "server_error";
        }
        : code;
  }
}
