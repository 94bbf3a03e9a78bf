package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.JsonBody.InvalidJsonException;
import io.micronaut.http.HttpRequest;
import java.util.Locale;
import java.util.Set;

/** Reads request bodies, and says what is wrong with one. */
final class JsonRequests {

  /** Far above any that is known, and below what headers can carry. */
  private static final int LONGEST_NAME = 512;

  private static final Set<String> COMPRESSED = Set.of("gzip", "x-gzip", "deflate", "x-deflate");

  private JsonRequests() {}

  /** A body that must be a JSON object. */
  static JsonBody read(HttpRequest<?> request, byte[] bytes) throws GatewayException {
    try {
      return JsonBody.ofClient(bytes);
    } catch (InvalidJsonException e) {
      // What was undone has lost its header by now.
      String encoding = request.getHeaders().get("Content-Encoding");
      throw new GatewayException(
          encoding == null || encoding.equalsIgnoreCase("identity")
              ? ClientError.of(400, "request body: " + e.getMessage()).withCode("invalid_json")
              : ClientError.of(415, notUndone(encoding)));
    }
  }

  /** A function undoes no more of a body than it can hold, and then nothing. */
  private static String notUndone(String encoding) {
    return COMPRESSED.contains(encoding.toLowerCase(Locale.ROOT))
        ? "request body: damaged or too large (expected: %s of at most 32 MiB)".formatted(encoding)
        : "content-encoding: \"%s\" cannot be undone (expected: gzip, deflate or none)"
            .formatted(encoding);
  }

  /** The model that a body must name. */
  static String model(JsonBody body) throws GatewayException {
    var field = body.get("model");
    String name = field.map(JsonNode::textValue).orElse("");
    if (name.isBlank()) {
      String said =
          field
              .filter(value -> !value.isTextual())
              .map(value -> "not a text but " + value)
              .orElse("missing");
      throw unnamed("model: " + said + " (expected: provider/model)", "missing_model");
    }
    return name;
  }

  /**
   * A model's name without space around it, such that it can stand in a log line and in a header.
   *
   * @throws GatewayException if it is longer than any model's, or has a control character
   */
  static String sound(String given) throws GatewayException {
    String model = given.strip();
    if (model.length() > LONGEST_NAME) {
      throw unnamed(
          "model: %d characters, beginning with \"%s…\" (expected: at most %d)"
              .formatted(model.length(), model.substring(0, 40), LONGEST_NAME),
          "invalid_model");
    }
    if (model.chars().anyMatch(Character::isISOControl)) {
      throw unnamed(
          "model: %s has a control character (expected: provider/model)"
              .formatted(JsonBody.MAPPER.getNodeFactory().textNode(model)),
          "invalid_model");
    }
    return model;
  }

  private static GatewayException unnamed(String message, String code) {
    return new GatewayException(ClientError.of(400, message).withParam("model").withCode(code));
  }

  /** An error of status 400 about a field or parameter. */
  static GatewayException refused(String field, String message) {
    return new GatewayException(ClientError.of(400, message).withParam(field));
  }
}
