package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.ErrorShape;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.JsonBody;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Errors of OpenAI's surfaces: {@code {"error":{message,type,param,code}}}. */
public final class OpenAiChatErrors implements ErrorShape {

  /** The one instance. */
  public static final OpenAiChatErrors SHAPE = new OpenAiChatErrors();

  /** The event that ends a stream of chat completions. */
  public static final SseEvent DONE = SseEvent.of("", "[DONE]");

  /** The code by which agents know a full context. */
  private static final String FULL_CONTEXT = "context_length_exceeded";

  /** Words of Google and of Anthropic for what OpenAI has a code of its own. */
  private static final Pattern FOREIGN =
      Pattern.compile("[A-Z_]+|(?!server_)[a-z_]+_error|request_too_large");

  private OpenAiChatErrors() {}

  @Override
  public ObjectNode body(ClientError error) {
    var body = JsonBody.MAPPER.createObjectNode();
    body.putObject("error")
        .put("message", error.message())
        .put("type", error.type().orElse(type(error.kind())))
        .put("param", error.param().orElse(null))
        .put("code", code(error));
    return body;
  }

  @Override
  public boolean isTold(JsonNode body, ClientError.Kind kind) {
    JsonNode error = body.path("error");
    return error.isObject()
        && (kind != ClientError.Kind.CONTEXT_TOO_LONG
            || error.path("code").asText().equals(FULL_CONTEXT));
  }

  @Override
  public List<SseEvent> events(ClientError error) {
    return List.of(SseEvent.of("", body(error).toString()), DONE);
  }

  /** OpenAI's word for the kind of error; SDKs choose by status, people and logs read this. */
  public static String type(ClientError.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST, CONTEXT_TOO_LONG, CONTENT_REFUSED, TOO_LARGE, NOT_FOUND ->
          "invalid_request_error";
      case AUTHENTICATION -> "authentication_error";
      case PERMISSION -> "permission_error";
      case BILLING -> "insufficient_quota";
      case RATE_LIMITED, QUOTA -> "rate_limit_error";
      case TIMED_OUT -> "timeout_error";
      case OVERLOADED -> "overloaded_error";
      case SERVER -> "server_error";
    };
  }

  /** OpenAI's code for the kind of error, where it has one that clients look for. */
  public static @Nullable String code(ClientError error) {
    return error
        .code()
        .filter(_ -> error.kind() != ClientError.Kind.CONTEXT_TOO_LONG)
        .filter(code -> !FOREIGN.matcher(code).matches())
        .orElse(code(error.kind()));
  }

  private static @Nullable String code(ClientError.Kind kind) {
    return switch (kind) {
      case CONTEXT_TOO_LONG -> FULL_CONTEXT;
      case CONTENT_REFUSED -> "content_policy_violation";
      case AUTHENTICATION -> "invalid_api_key";
      case BILLING -> "insufficient_quota";
      case RATE_LIMITED, QUOTA -> "rate_limit_exceeded";
      case OVERLOADED -> "server_is_overloaded";
      case SERVER -> "server_error";
      case INVALID_REQUEST, TOO_LARGE, NOT_FOUND, PERMISSION, TIMED_OUT -> null;
    };
  }
}
