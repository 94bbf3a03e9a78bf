package dev.keyrelay.engine.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.spi.JsonBody;

/** Input and output items of responses, as they stand in requests and lists. */
final class Items {

  private Items() {}

  /** The items of a request's {@code input}, which may be a text alone. */
  static ArrayNode of(JsonNode input) {
    if (input instanceof ArrayNode items) {
      return items;
    }
    var items = JsonBody.MAPPER.createArrayNode();
    if (input.isTextual()) {
      var message = items.addObject().put("type", "message").put("role", "user");
      message
          .putArray("content")
          .addObject()
          .put("type", "input_text")
          .put("text", input.textValue());
    }
    return items;
  }

  /**
   * Adds items to an input. Ids and states are left out: they name items of a service that the
   * request may not go to.
   *
   * @param carried whether thoughts that another family made are kept; a provider that speaks the
   *     dialect itself would refuse their proof
   */
  static void append(ArrayNode input, JsonNode items, boolean carried) {
    for (var item : items) {
      String proof = item.path("encrypted_content").asText("");
      boolean foreign = Carrier.carried(proof).isPresent();
      if (carried || !foreign) {
        var copy = item.deepCopy();
        if (copy instanceof ObjectNode object) {
          object.remove("id");
          object.remove("status");
        }
        input.add(copy);
      }
    }
  }

  /** The items with an id each, made of the response's where they have none. */
  static ArrayNode named(ArrayNode items, String response) {
    var named = JsonBody.MAPPER.createArrayNode();
    for (var item : items) {
      var copy = item.deepCopy();
      if (copy instanceof ObjectNode object) {
        String type = item.path("type").asText("message");
        object.put("type", type);
        if (!object.path("id").isTextual()) {
          object.put("id", prefix(type) + "_" + response + "_" + named.size());
        }
      }
      named.add(copy);
    }
    return named;
  }

  private static String prefix(String type) {
    return switch (type) {
      case "message" -> "msg";
      case "reasoning" -> "rs";
      case "function_call", "function_call_output" -> "fc";
      case "custom_tool_call", "custom_tool_call_output" -> "ctc";
      default -> "item";
    };
  }
}
