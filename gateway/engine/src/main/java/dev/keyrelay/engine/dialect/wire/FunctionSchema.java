package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Schemas of arguments as OpenAI takes them: of an object, with its properties, also where there
 * are none. Others take schemas that say less.
 */
public final class FunctionSchema {

  private static final List<String> OTHERWISE = List.of("$ref", "anyOf", "oneOf", "allOf");

  private FunctionSchema() {}

  /** The schema; the given one is not changed. */
  public static JsonNode of(JsonNode schema) {
    boolean otherwise =
        !schema.isObject()
            || OTHERWISE.stream().anyMatch(schema::has)
            || !schema.path("type").asText("object").equals("object");
    if (otherwise || (schema.has("type") && schema.has("properties"))) {
      return schema;
    }
    ObjectNode told = Trees.object().put("type", "object");
    told.setAll((ObjectNode) schema);
    told.withObject("/properties");
    return told;
  }
}
