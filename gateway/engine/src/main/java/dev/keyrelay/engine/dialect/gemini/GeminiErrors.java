package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.ErrorShape;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.JsonBody;
import java.util.List;

/**
 * Errors of Google's surfaces: {@code {"error":{code,message,status,details}}}, where the code is
 * the HTTP status and the status a name of google.rpc.Code.
 */
public final class GeminiErrors implements ErrorShape {

  /** The one instance. */
  public static final GeminiErrors SHAPE = new GeminiErrors();

  private GeminiErrors() {}

  @Override
  public ObjectNode body(ClientError error) {
    var body = JsonBody.MAPPER.createObjectNode();
    var told =
        body.putObject("error")
            .put("code", error.status())
            .put("message", error.message())
            .put("status", status(error.kind()));
    error
        .secondsToWait()
        .ifPresent(
            seconds ->
                told.putArray("details")
                    .addObject()
                    .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                    .put("retryDelay", seconds + "s"));
    return body;
  }

  /** The error alone: streams of this dialect have no terminal event. */
  @Override
  public List<SseEvent> events(ClientError error) {
    return List.of(SseEvent.of("", body(error).toString()));
  }

  /** The name of google.rpc.Code for the kind of error. */
  public static String status(ClientError.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST, CONTEXT_TOO_LONG, CONTENT_REFUSED, TOO_LARGE -> "INVALID_ARGUMENT";
      case AUTHENTICATION -> "UNAUTHENTICATED";
      case PERMISSION -> "PERMISSION_DENIED";
      case NOT_FOUND -> "NOT_FOUND";
      case BILLING -> "FAILED_PRECONDITION";
      case RATE_LIMITED, QUOTA -> "RESOURCE_EXHAUSTED";
      case TIMED_OUT -> "DEADLINE_EXCEEDED";
      case OVERLOADED -> "UNAVAILABLE";
      case SERVER -> "INTERNAL";
    };
  }
}
