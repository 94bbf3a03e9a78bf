package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Repeats the parameters of a tool in its description, and closes its objects: models that know
 * another tool of the same name invent parameters otherwise.
 */
final class SchemaHints {

  private static final int MOST_VALUES = 5;

  private SchemaHints() {}

  static void add(ObjectNode function, ObjectNode schema) {
    close(schema);
    if (schema.path("properties").isEmpty()) {
      return;
    }
    String before = function.path("description").asText("");
    String hint = "Takes exactly these parameters: " + parameters(schema) + ".";
    function.put("description", before.isEmpty() ? hint : before + "\n\n" + hint);
  }

  private static void close(JsonNode node) {
    if (!(node instanceof ObjectNode schema)) {
      return;
    }
    if (!schema.path("properties").isEmpty() && !schema.has("additionalProperties")) {
      schema.put("additionalProperties", false);
    }
    schema.path("properties").forEach(SchemaHints::close);
    close(schema.path("items"));
  }

  private static String parameters(JsonNode schema) {
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    var list = new StringJoiner(", ");
    for (var property : schema.path("properties").properties()) {
      String need = required.contains(property.getKey()) ? ", required" : "";
      list.add(property.getKey() + " (" + type(property.getValue(), true) + need + ")");
    }
    return list.toString();
  }

  private static String type(JsonNode schema, boolean deep) {
    JsonNode values = schema.path("enum");
    if (values.isArray() && !values.isEmpty()) {
      return values.size() <= MOST_VALUES
          ? "one of " + values
          : "one of " + values.size() + " values";
    }
    String type = schema.path("type").asText("any").toLowerCase(Locale.ROOT);
    if (type.equals("array")) {
      return "list of " + type(schema.path("items"), deep);
    }
    boolean opened = type.equals("object") && deep && !schema.path("properties").isEmpty();
    if (!opened) {
      return type;
    }
    var fields = new StringJoiner(", ", "object {", "}");
    schema
        .path("properties")
        .properties()
        .forEach(field -> fields.add(field.getKey() + ": " + type(field.getValue(), false)));
    return fields.toString();
  }
}
