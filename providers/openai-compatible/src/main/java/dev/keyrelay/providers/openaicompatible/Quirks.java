package dev.keyrelay.providers.openaicompatible;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.util.List;
import java.util.Map;

/**
 * What a service wants otherwise in bodies.
 *
 * @param rename fields that it knows under another name
 * @param without fields that it refuses, as {@code name}, or {@code name=value} to leave the field
 *     out only where it holds that word
 */
record Quirks(Map<String, String> rename, List<String> without) {

  static final Quirks NONE = new Quirks(Map.of(), List.of());

  Quirks {
    rename = Map.copyOf(rename);
    without = List.copyOf(without);
  }

  JsonBody apply(JsonBody body) {
    var result = body;
    for (var names : rename.entrySet()) {
      result = result.renamed(names.getKey(), names.getValue());
    }
    for (String refused : without) {
      result = left(result, refused);
    }
    return result;
  }

  private static JsonBody left(JsonBody body, String refused) {
    int equals = refused.indexOf('=');
    if (equals < 0) {
      return body.without(refused);
    }
    String name = refused.substring(0, equals);
    String word = refused.substring(equals + 1);
    boolean matches = body.get(name).map(JsonNode::asText).filter(word::equals).isPresent();
    return matches ? body.without(name) : body;
  }
}
