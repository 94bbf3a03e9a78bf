package dev.keyrelay.server.http;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.JsonBody.InvalidJsonException;

/** Reads request bodies, and says what is wrong with one. */
final class JsonRequests {

  private JsonRequests() {}

  /** A body that must be a JSON object. */
  static JsonBody read(byte[] bytes) throws GatewayException {
    try {
      return JsonBody.parse(bytes);
    } catch (InvalidJsonException e) {
      throw new GatewayException(
          ClientError.of(400, "request body: " + e.getMessage()).withCode("invalid_json"));
    }
  }

  /** The model that a body must name. */
  static String model(JsonBody body) throws GatewayException {
    return body.text("model")
        .filter(name -> !name.isBlank())
        .orElseThrow(() -> refused("model", "model: missing (expected: provider/model)"));
  }

  /** An error of status 400 about a field or parameter. */
  static GatewayException refused(String field, String message) {
    return new GatewayException(ClientError.of(400, message).withParam(field));
  }
}
