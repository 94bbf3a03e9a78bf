package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import java.util.Locale;
import java.util.Set;

/**
 * Makes a JSON Schema of Google's {@code Schema} (fields {@code parameters} and {@code
 * responseSchema}): its types are in capitals, whole numbers are strings, and {@code nullable} is a
 * type of its own in JSON Schema.
 */
final class OpenSchema {

  private static final Set<String> COUNTS =
      Set.of("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties");

  private OpenSchema() {}

  static JsonNode jsonSchema(JsonNode given) {
    JsonNode schema = Names.camel(given);
    if (!schema.isObject()) {
      return schema;
    }
    var result = Trees.object();
    schema.properties().forEach(field -> set(result, field.getKey(), field.getValue()));
    if (schema.path("nullable").asBoolean() && result.path("type").isTextual()) {
      String type = result.get("type").textValue();
      result.putArray("type").add(type).add("null");
    }
    return result;
  }

  private static void set(ObjectNode result, String name, JsonNode value) {
    switch (name) {
      case "type" -> {
        String type = value.asText().toLowerCase(Locale.ROOT);
        if (!type.equals("type_unspecified")) {
          result.put("type", type);
        }
      }
      case "items" -> result.set("items", jsonSchema(value));
      case "anyOf" -> {
        var choices = result.putArray("anyOf");
        value.forEach(choice -> choices.add(jsonSchema(choice)));
      }
      case "properties" -> {
        var properties = result.putObject("properties");
        value.properties().forEach(p -> properties.set(p.getKey(), jsonSchema(p.getValue())));
      }
      case "nullable", "propertyOrdering", "example" -> {}
      default -> {
        boolean count = COUNTS.contains(name) && value.isTextual();
        if (count && value.textValue().matches("\\d{1,9}")) {
          result.put(name, Integer.parseInt(value.textValue()));
        } else {
          result.set(name, value);
        }
      }
    }
  }
}
