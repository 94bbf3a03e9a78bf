package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reduces tool schemas to the keywords that the service takes, in place. */
final class Schemas {

  private static final Set<String> NEVER =
      Set.of(
          "$schema",
          "$id",
          "$ref",
          "$defs",
          "$comment",
          "$vocabulary",
          "$dynamicRef",
          "$dynamicAnchor",
          "definitions",
          "default",
          "examples",
          "title",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "uniqueItems",
          "contains",
          "minContains",
          "maxContains",
          "unevaluatedItems",
          "unevaluatedProperties",
          "propertyNames",
          "dependentRequired",
          "dependentSchemas",
          "dependencies",
          "contentEncoding",
          "contentMediaType",
          "contentSchema",
          "deprecated",
          "readOnly",
          "writeOnly",
          "if",
          "then",
          "else",
          "strict");

  private static final Set<String> NOT_FOR_CLAUDE =
      Set.of(
          "minItems",
          "maxItems",
          "pattern",
          "minLength",
          "maxLength",
          "format",
          "minimum",
          "maximum",
          "minProperties",
          "maxProperties",
          "not",
          "prefixItems");

  private static final List<String> UNIONS = List.of("anyOf", "oneOf");

  private Schemas() {}

  static void clean(ObjectNode schema, boolean claude) {
    schema.remove(NEVER);
    constant(schema);
    if (claude) {
      schema.remove(NOT_FOR_CLAUDE);
      merge(schema);
      UNIONS.forEach(union -> narrow(schema, union));
      schema.remove(NEVER);
      schema.remove(NOT_FOR_CLAUDE);
      if (schema.path("additionalProperties").isObject()) {
        schema.put("additionalProperties", true);
      }
    }
    for (JsonNode property : schema.path("properties")) {
      each(property, claude);
    }
    each(schema.path("items"), claude);
    each(schema.path("additionalProperties"), claude);
    List.of("anyOf", "oneOf", "allOf")
        .forEach(name -> schema.path(name).forEach(branch -> each(branch, claude)));
  }

  private static void each(JsonNode node, boolean claude) {
    if (node instanceof ObjectNode schema) {
      clean(schema, claude);
    }
  }

  private static void constant(ObjectNode schema) {
    JsonNode value = schema.remove("const");
    if (value == null) {
      return;
    }
    schema.putArray("enum").add(value);
    if (!schema.has("type")) {
      String type =
          value.isBoolean()
              ? "boolean"
              : value.isIntegralNumber() ? "integer" : value.isNumber() ? "number" : "string";
      schema.put("type", type);
    }
  }

  /** Puts the branches of {@code allOf} together. */
  private static void merge(ObjectNode schema) {
    JsonNode all = schema.remove("allOf");
    if (all == null) {
      return;
    }
    for (JsonNode branch : all) {
      for (var field : branch.properties()) {
        switch (field.getKey()) {
          case "properties" -> {
            var own = schema.withObject("/properties");
            field.getValue().properties().forEach(p -> own.putIfAbsent(p.getKey(), p.getValue()));
          }
          case "required" -> field.getValue().forEach(schema.withArray("/required")::add);
          default -> schema.putIfAbsent(field.getKey(), field.getValue());
        }
      }
    }
  }

  /** Leaves one branch of a union, the richest, and says what else would do. */
  private static void narrow(ObjectNode schema, String union) {
    if (!(schema.remove(union) instanceof ArrayNode branches) || branches.isEmpty()) {
      return;
    }
    var kinds = new ArrayList<String>();
    JsonNode best = branches.get(0);
    var values = schema.arrayNode();
    boolean enums = true;
    for (JsonNode branch : branches) {
      String kind = branch.path("type").asText(branch.has("properties") ? "object" : "value");
      kinds.add(kind.toLowerCase(Locale.ROOT));
      best = worth(branch) > worth(best) ? branch : best;
      JsonNode named =
          branch.has("const") ? schema.arrayNode().add(branch.get("const")) : branch.path("enum");
      enums &= named.isArray();
      named.forEach(values::add);
    }
    if (enums) {
      schema.put("type", "string").set("enum", values);
      return;
    }
    best.properties().forEach(field -> schema.putIfAbsent(field.getKey(), field.getValue()));
    String before = schema.path("description").asText("");
    String note = "Accepts: " + String.join(" | ", kinds.stream().distinct().toList());
    schema.put("description", before.isEmpty() ? note : before + " " + note);
  }

  private static int worth(JsonNode branch) {
    String type = branch.path("type").asText("").toLowerCase(Locale.ROOT);
    return switch (type) {
      case "object" -> 3;
      case "array" -> 2;
      case "null" -> 0;
      default -> branch.has("properties") ? 3 : 1;
    };
  }
}
