package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/**
 * Reduces a JSON Schema to what services with a subset accept: the fields of Google's {@code
 * Schema} (its API reference), which is an OpenAPI 3.0 schema. References are written out; one that
 * leads back to itself becomes any object, and so does what lies beyond a schema of 5,000 nodes.
 */
public final class SchemaSubset {

  private static final int MOST_NODES = 5_000;

  private static final Set<String> KEPT =
      Set.of(
          "title",
          "description",
          "format",
          "nullable",
          "default",
          "example",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties",
          "minLength",
          "maxLength",
          "pattern",
          "minimum",
          "maximum",
          "required",
          "propertyOrdering");

  private final JsonNode root;
  private final Deque<String> references = new ArrayDeque<>();
  private int nodes;

  private SchemaSubset(JsonNode root) {
    this.root = root;
  }

  /** The reduced schema. The given one is not changed. */
  public static ObjectNode of(JsonNode schema) {
    return new SchemaSubset(schema).reduced(schema);
  }

  private ObjectNode reduced(JsonNode schema) {
    if (!schema.isObject() || ++nodes > MOST_NODES) {
      return anyObject();
    }
    if (schema.path("$ref").isTextual()) {
      return referred(schema.get("$ref").textValue());
    }
    var result = Trees.object();
    schema.path("allOf").forEach(part -> merge(result, reduced(part)));
    type(schema, result);
    for (String name : KEPT) {
      Trees.set(result, name, Optional.ofNullable(schema.get(name)).filter(v -> !v.isNull()));
    }
    if (schema.has("items")) {
      result.set("items", reduced(schema.get("items")));
    }
    if (schema.has("properties")) {
      var properties =
          result.get("properties") instanceof ObjectNode merged
              ? merged
              : result.putObject("properties");
      schema
          .get("properties")
          .properties()
          .forEach(p -> properties.set(p.getKey(), reduced(p.getValue())));
    }
    for (String name : new String[] {"anyOf", "oneOf"}) {
      if (schema.path(name).isArray()) {
        choices(schema.get(name), result);
      }
    }
    values(schema, result);
    return result;
  }

  private static ObjectNode anyObject() {
    return Trees.object().put("type", "object");
  }

  private ObjectNode referred(String reference) {
    if (!reference.startsWith("#") || references.contains(reference)) {
      return anyObject();
    }
    JsonNode target = reference.length() == 1 ? root : root.at(reference.substring(1));
    references.push(reference);
    var result = reduced(target);
    references.pop();
    return result;
  }

  private static void merge(ObjectNode into, ObjectNode part) {
    part.properties()
        .forEach(
            field -> {
              JsonNode there = into.get(field.getKey());
              if (there instanceof ObjectNode object
                  && field.getValue() instanceof ObjectNode more) {
                object.setAll(more);
              } else if (there instanceof ArrayNode list
                  && field.getValue() instanceof ArrayNode more) {
                list.addAll(more);
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }

  /** Several types become a choice; null among them becomes {@code nullable}. */
  private static void type(JsonNode schema, ObjectNode result) {
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      result.set("type", type);
    }
    if (!type.isArray()) {
      return;
    }
    var named = type.valueStream().filter(t -> !t.asText().equals("null")).toList();
    if (named.size() < type.size()) {
      result.put("nullable", true);
    }
    if (named.size() == 1) {
      result.set("type", named.getFirst());
    } else {
      var any = result.putArray("anyOf");
      named.forEach(t -> any.addObject().set("type", t));
    }
  }

  private void choices(JsonNode choices, ObjectNode result) {
    var reduced = Trees.array();
    for (var choice : choices) {
      if (choice.path("type").asText().equals("null")) {
        result.put("nullable", true);
      } else {
        reduced.add(reduced(choice));
      }
    }
    if (reduced.size() == 1) {
      merge(result, (ObjectNode) reduced.get(0));
    } else if (!reduced.isEmpty()) {
      result.set("anyOf", reduced);
    }
  }

  /** Enumerations are of strings; a constant is an enumeration of one. */
  private static void values(JsonNode schema, ObjectNode result) {
    var values = Trees.array();
    schema.path("enum").forEach(values::add);
    if (schema.path("const").isTextual()) {
      values.add(schema.get("const"));
    }
    var texts = Trees.array();
    for (var value : values) {
      if (value.isNull()) {
        result.put("nullable", true);
      } else if (value.isTextual()) {
        texts.add(value);
      }
    }
    if (!texts.isEmpty()) {
      result.set("enum", texts);
      if (!result.has("type")) {
        result.put("type", "string");
      }
    }
  }
}
