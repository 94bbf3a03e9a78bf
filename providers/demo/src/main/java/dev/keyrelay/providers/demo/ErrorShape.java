package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The error bodies of the three families of services, with their types and codes per status. */
public enum ErrorShape {
  /** {@code {"error":{"message","type","param","code"}}}. */
  OPENAI {
    @Override
    ObjectNode tree(int status, String message) {
      var error = JsonBody.MAPPER.createObjectNode().put("message", message);
      error.put("type", openAiType(status)).putNull("param").put("code", openAiCode(status));
      return JsonBody.MAPPER.createObjectNode().set("error", error);
    }
  },
  /** {@code {"type":"error","error":{"type","message"},"request_id"}}. */
  ANTHROPIC {
    @Override
    ObjectNode tree(int status, String message) {
      var root = JsonBody.MAPPER.createObjectNode().put("type", "error");
      root.putObject("error").put("type", anthropicType(status)).put("message", message);
      return root.put("request_id", "req_demo");
    }
  },
  /** {@code {"error":{"code","message","status"}}}. */
  GOOGLE {
    @Override
    ObjectNode tree(int status, String message) {
      var root = JsonBody.MAPPER.createObjectNode();
      root.putObject("error")
          .put("code", status)
          .put("message", message)
          .put("status", googleStatus(status));
      return root;
    }
  };

  abstract ObjectNode tree(int status, String message);

  /** The body of an error of a status. */
  public byte[] body(int status, String message) {
    return tree(status, message).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The body of an error of a status, with a message of the demo's own. */
  public byte[] body(int status) {
    return body(status, message(status));
  }

  /** Says in words what a status means. */
  static String message(int status) {
    return switch (status) {
      case 400 -> "The request is not valid.";
      case 401 -> "Incorrect API key provided.";
      case 402 -> "Insufficient balance: add credits to go on.";
      case 403 -> "This key is not allowed to do that.";
      case 404 -> "The model does not exist, or this key has no access to it.";
      case 408 -> "The request took too long to arrive.";
      case 413 -> "The request is larger than this service takes.";
      case 422 -> "The request is well-formed, and one of its fields has no meaning here.";
      case 429 -> "Rate limit reached.";
      case 503, 529 -> "The service is overloaded at the moment.";
      default -> "The service failed with status " + status + ".";
    };
  }

  private static String openAiType(int status) {
    return switch (status) {
      case 402 -> "insufficient_quota";
      case 403 -> "insufficient_permissions";
      case 408 -> "timeout";
      case 429 -> "requests";
      default -> status >= 500 ? "server_error" : "invalid_request_error";
    };
  }

  private static @Nullable String openAiCode(int status) {
    return switch (status) {
      case 401 -> "invalid_api_key";
      case 402 -> "insufficient_quota";
      case 404 -> "model_not_found";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_exceeded";
      case 503, 529 -> "service_unavailable";
      default -> null;
    };
  }

  private static String anthropicType(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> "billing_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 408, 504 -> "timeout_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 503, 529 -> "overloaded_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }

  private static String googleStatus(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 402 -> "FAILED_PRECONDITION";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 408, 504 -> "DEADLINE_EXCEEDED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 502, 503, 529 -> "UNAVAILABLE";
      default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
    };
  }
}
