package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.ChatEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The error in the payload of an event, as an object with a field {@code error}, wherever the
 * dialect keeps it. Errors are rare, so this one builds a tree.
 */
public final class ErrorPayload {

  private ErrorPayload() {}

  /**
   * The payload with its error in the usual place; a payload that is not JSON becomes a message.
   */
  public static byte[] of(byte[] data) {
    try {
      JsonNode payload = JsonBody.MAPPER.readTree(data);
      if (payload.path("error").isObject()) {
        return data;
      }
      JsonNode error = payload.at("/response/error");
      if (!error.isObject()) {
        error = payload.isObject() && payload.path("error").isMissingNode() ? payload : null;
      }
      return error == null
          ? ofText(payload.path("error").asText(text(data)))
          : JsonBody.MAPPER.writeValueAsBytes(
              JsonBody.MAPPER.createObjectNode().set("error", error));
    } catch (IOException notJson) {
      return ofText(text(data));
    }
  }

  /** The same as what a stream tells. */
  public static ChatEvent.Failed failed(byte[] data) {
    try {
      return new ChatEvent.Failed(JsonBody.MAPPER.readTree(of(data)).path("error"));
    } catch (IOException e) {
      throw new IllegalStateException("an error payload is no JSON", e);
    }
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }

  private static byte[] ofText(String message) {
    var error = JsonBody.MAPPER.createObjectNode();
    error.putObject("error").put("message", message);
    try {
      return JsonBody.MAPPER.writeValueAsBytes(error);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts cannot be written", e);
    }
  }
}
