package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.util.Optional;

/**
 * Answers a user's turn with a call of the chosen tool, or of the first, whose arguments fit its
 * schema. A turn that follows a tool's answer gets none, so that agents come to an end.
 */
final class ToolEcho {

  private ToolEcho() {}

  /** The tool call in OpenAI's form, if the request calls for one. */
  static Optional<JsonNode> call(JsonNode request) {
    JsonNode messages = request.path("messages");
    JsonNode last = messages.path(messages.size() - 1);
    JsonNode choice = request.path("tool_choice");
    boolean wanted = last.path("role").asText().equals("user") && !choice.asText().equals("none");
    JsonNode function = chosen(request.path("tools"), choice.path("function").path("name"));
    if (!wanted || function.isMissingNode()) {
      return Optional.empty();
    }
    String said = Words.ofContent(last.path("content"));
    var call =
        JsonBody.MAPPER
            .createObjectNode()
            .put("id", "call_demo_" + messages.size())
            .put("type", "function");
    call.putObject("function")
        .put("name", function.path("name").asText())
        .put("arguments", sample(function.path("parameters"), said).toString());
    return Optional.of(call);
  }

  private static JsonNode chosen(JsonNode tools, JsonNode name) {
    for (JsonNode tool : tools) {
      if (name.isMissingNode() || tool.path("function").path("name").equals(name)) {
        return tool.path("function");
      }
    }
    return tools.path(-1);
  }

  /** A value that fits a JSON schema, with what the user said wherever text fits. */
  static JsonNode sample(JsonNode schema, String said) {
    if (schema.path("enum").has(0)) {
      return schema.path("enum").path(0);
    }
    var nodes = JsonBody.MAPPER.getNodeFactory();
    JsonNode type = schema.path("type");
    return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
      case "string" -> nodes.textNode(said);
      case "integer", "number" -> nodes.numberNode(1);
      case "boolean" -> nodes.booleanNode(true);
      case "array" -> nodes.arrayNode();
      case "null" -> nodes.nullNode();
      default -> object(schema, said);
    };
  }

  private static ObjectNode object(JsonNode schema, String said) {
    var object = JsonBody.MAPPER.createObjectNode();
    for (JsonNode name : schema.path("required")) {
      object.set(name.asText(), sample(schema.path("properties").path(name.asText()), said));
    }
    return object;
  }
}
