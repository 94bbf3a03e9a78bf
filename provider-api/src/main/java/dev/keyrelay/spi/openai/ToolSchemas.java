package dev.keyrelay.spi.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.util.Set;

/** Takes keywords that a service refuses out of the tools of an OpenAI chat request. */
public final class ToolSchemas {

  /** Keywords whose value maps names of the user's own to schemas. */
  private static final Set<String> NAMED =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  /** Keywords whose value is data, not a schema. */
  private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

  private ToolSchemas() {}

  /**
   * A body whose tools lack some schema keywords, and {@code strict}; properties that merely have
   * such a name stay. A body with an empty list of tools loses the list, which many services
   * refuse.
   */
  public static JsonBody clean(JsonBody body, Set<String> keywords) {
    var found = body.get("tools");
    if (found.isEmpty() || !(found.get() instanceof ArrayNode tools)) {
      return body;
    }
    if (tools.isEmpty()) {
      return body.without("tools", "tool_choice", "parallel_tool_calls");
    }
    boolean changed = false;
    for (JsonNode tool : tools) {
      if (tool.path("function") instanceof ObjectNode function) {
        changed |= function.remove("strict") != null;
        changed |= strip(function.path("parameters"), keywords);
      }
    }
    return changed ? body.with("tools", tools) : body;
  }

  /** Removes keywords from a schema and the schemas in it; tells whether there were any. */
  public static boolean strip(JsonNode schema, Set<String> keywords) {
    boolean changed = false;
    if (schema instanceof ArrayNode list) {
      for (JsonNode element : list) {
        changed |= strip(element, keywords);
      }
    } else if (schema instanceof ObjectNode object) {
      int before = object.size();
      object.remove(keywords);
      changed = object.size() != before;
      for (var field : object.properties()) {
        if (NAMED.contains(field.getKey())) {
          for (JsonNode named : field.getValue()) {
            changed |= strip(named, keywords);
          }
        } else if (!DATA.contains(field.getKey())) {
          changed |= strip(field.getValue(), keywords);
        }
      }
    }
    return changed;
  }
}
