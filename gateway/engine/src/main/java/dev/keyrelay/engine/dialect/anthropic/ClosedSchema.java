package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A JSON Schema that an answer or a strict tool must keep to, as Anthropic takes it (its page on
 * structured outputs): every object is closed, and limits of numbers, texts and lists are not kept
 * to. They are told in the description, as Anthropic's own SDKs do, and named as dropped.
 */
final class ClosedSchema {

  private static final Set<String> LIMITS =
      Set.of(
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "minLength",
          "maxLength",
          "maxItems",
          "uniqueItems",
          "minProperties",
          "maxProperties",
          "patternProperties",
          "propertyNames");

  private final Drops drops;
  private final String path;

  private ClosedSchema(Drops drops, String path) {
    this.drops = drops;
    this.path = path;
  }

  /**
   * The schema; the given one is not changed.
   *
   * @param path of what has the schema, for what is dropped
   */
  static JsonNode of(JsonNode schema, Drops drops, String path) {
    return new ClosedSchema(drops, path).closed(schema);
  }

  private JsonNode closed(JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return schema;
    }
    var result = Trees.object();
    var limits = new ArrayList<String>();
    object.properties().forEach(field -> set(result, field.getKey(), field.getValue(), limits));
    if (result.path("type").asText().equals("object") || result.has("properties")) {
      JsonNode more = object.path("additionalProperties");
      drops.addIf(more.isObject() || more.asBoolean(), path + ".schema.additionalProperties");
      result.put("additionalProperties", false);
    }
    if (!limits.isEmpty()) {
      String told = result.path("description").asText("");
      String kept = "{" + String.join(", ", limits) + "}";
      result.put("description", told.isEmpty() ? kept : told + "\n\n" + kept);
    }
    return result;
  }

  private void set(ObjectNode result, String name, JsonNode value, List<String> limits) {
    switch (name) {
      case "items" -> result.set(name, closed(value));
      case "anyOf", "allOf", "oneOf" -> {
        var choices = result.putArray(name.equals("allOf") ? name : "anyOf");
        value.forEach(choice -> choices.add(closed(choice)));
      }
      case "properties", "$defs", "definitions" -> {
        var named = result.putObject(name);
        value.properties().forEach(schema -> named.set(schema.getKey(), closed(schema.getValue())));
      }
      default -> {
        boolean few = name.equals("minItems") && value.asInt() > 1;
        if (LIMITS.contains(name) || few) {
          drops.add(path + ".schema." + name);
          limits.add(name + ": " + value);
        } else {
          result.set(name, value);
        }
      }
    }
  }
}
