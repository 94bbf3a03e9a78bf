package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.ErrorShape;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.JsonBody;
import java.util.List;

/** Errors of Anthropic's surface: {@code {"type":"error","error":{type,message}}}. */
public final class AnthropicErrors implements ErrorShape {

  /** The one instance. */
  public static final AnthropicErrors SHAPE = new AnthropicErrors();

  /** The event that ends a stream of messages. */
  public static final SseEvent STOP = SseEvent.of("message_stop", "{\"type\":\"message_stop\"}");

  private static final int OVERLOADED = 529;

  private AnthropicErrors() {}

  @Override
  public ObjectNode body(ClientError error) {
    var body = JsonBody.MAPPER.createObjectNode().put("type", "error");
    var told =
        body.putObject("error").put("type", type(error.kind())).put("message", message(error));
    if (error.param().filter("thread"::equals).isPresent()) {
      // By this the SDK's tool runner knows to send whole conversations instead.
      told.putObject("details").put("error_code", "thread_unsupported_request");
    }
    return body;
  }

  /** What others tell as 503 is 529 with Anthropic, by which its clients know it. */
  @Override
  public int status(ClientError error) {
    return error.status() == 503 ? OVERLOADED : error.status();
  }

  @Override
  public boolean isTold(JsonNode body, ClientError.Kind kind) {
    JsonNode error = body.path("error");
    return error.isObject()
        && (kind != ClientError.Kind.CONTEXT_TOO_LONG
            || FullContext.isToldIn(error.path("message").asText()));
  }

  @Override
  public List<SseEvent> events(ClientError error) {
    return List.of(SseEvent.of("error", body(error).toString()), STOP);
  }

  private static String message(ClientError error) {
    return error.kind() == ClientError.Kind.CONTEXT_TOO_LONG
        ? FullContext.told(error.message())
        : error.message();
  }

  /** Anthropic's word for the kind of error (its API reference, "Errors"). */
  public static String type(ClientError.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST, CONTEXT_TOO_LONG, CONTENT_REFUSED -> "invalid_request_error";
      case TOO_LARGE -> "request_too_large";
      case AUTHENTICATION -> "authentication_error";
      case PERMISSION -> "permission_error";
      case NOT_FOUND -> "not_found_error";
      case BILLING -> "billing_error";
      case RATE_LIMITED, QUOTA -> "rate_limit_error";
      case TIMED_OUT -> "timeout_error";
      case OVERLOADED -> "overloaded_error";
      case SERVER -> "api_error";
    };
  }
}
