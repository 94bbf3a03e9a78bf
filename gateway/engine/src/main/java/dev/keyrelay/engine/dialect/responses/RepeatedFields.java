package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a response repeats of its request (platform.openai.com/docs/api-reference/responses/object).
 */
final class RepeatedFields {

  /** Each field, and what it must hold for strict clients to read it again. */
  private static final Map<String, Predicate<JsonNode>> FIELDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("instructions", JsonNode::isTextual),
              Map.entry("max_output_tokens", JsonNode::isIntegralNumber),
              Map.entry("max_tool_calls", JsonNode::isIntegralNumber),
              Map.entry("metadata", JsonNode::isObject),
              Map.entry("parallel_tool_calls", JsonNode::isBoolean),
              Map.entry("previous_response_id", JsonNode::isTextual),
              Map.entry("prompt_cache_key", JsonNode::isTextual),
              Map.entry("prompt_cache_retention", JsonNode::isTextual),
              Map.entry("reasoning", JsonNode::isObject),
              Map.entry("safety_identifier", JsonNode::isTextual),
              Map.entry("store", JsonNode::isBoolean),
              Map.entry("temperature", JsonNode::isNumber),
              Map.entry("text", JsonNode::isObject),
              Map.entry("tool_choice", choice -> choice.isTextual() || choice.isObject()),
              Map.entry("tools", JsonNode::isArray),
              Map.entry("top_logprobs", JsonNode::isIntegralNumber),
              Map.entry("top_p", JsonNode::isNumber),
              Map.entry("truncation", JsonNode::isTextual),
              Map.entry("user", JsonNode::isTextual)));

  /** What tools of other servers hold for those servers alone. */
  private static final List<String> SECRETS = List.of("authorization", "headers");

  private RepeatedFields() {}

  /** Picks the fields out of a request, so that the rest of it need not be kept. */
  static ObjectNode of(ObjectNode request) {
    var picked = Trees.object();
    FIELDS.forEach(
        (name, fits) -> {
          var value = request.path(name);
          if (fits.test(value)) {
            picked.set(name, name.equals("tools") ? tools(value) : value);
          }
        });
    return picked;
  }

  private static JsonNode tools(JsonNode tools) {
    var shown = Trees.array();
    for (var tool : tools) {
      shown.add(tool instanceof ObjectNode object ? tool(object) : tool);
    }
    return shown;
  }

  private static ObjectNode tool(ObjectNode tool) {
    var shown = Trees.object();
    shown.setAll(tool);
    shown.remove(SECRETS);
    if (tool.path("type").asText().equals("function")) {
      for (String demanded : List.of("parameters", "strict")) {
        if (!shown.has(demanded)) {
          shown.putNull(demanded);
        }
      }
    }
    return shown;
  }

  /** Puts picked fields into a response object; objects keep the defaults that they leave out. */
  static void repeat(JsonNode picked, ObjectNode response) {
    for (var field : picked.properties()) {
      var standard = response.get(field.getKey());
      if (standard instanceof ObjectNode defaults && field.getValue() instanceof ObjectNode told) {
        defaults.setAll(told);
      } else {
        response.set(field.getKey(), field.getValue());
      }
    }
  }
}
