package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import java.util.Optional;

/**
 * Names of fields. Google's surfaces take them in camel case and in snake case (the JSON mapping of
 * protocol buffers), and clients send both.
 */
final class Names {

  private Names() {}

  /** The fields of an object, by their names in camel case. */
  static Fields fields(JsonNode node, String path) {
    return new Fields(camel(node), path);
  }

  /** The fields of an object in a field of another, told with those of that one. */
  static Optional<Fields> inside(Fields outer, String name) {
    return outer.node(name).map(node -> outer.inside(camel(node), name));
  }

  /** An object with its own names in camel case; what stands inside it is left as it is. */
  static JsonNode camel(JsonNode node) {
    if (!node.isObject() || !hasSnake(node)) {
      return node;
    }
    var result = Trees.object();
    node.properties().forEach(field -> result.set(camel(field.getKey()), field.getValue()));
    return result;
  }

  private static boolean hasSnake(JsonNode node) {
    return node.propertyStream().anyMatch(field -> field.getKey().indexOf('_') >= 0);
  }

  private static String camel(String name) {
    var result = new StringBuilder(name.length());
    boolean upper = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        // Google has names that begin with one ("_responseJsonSchema").
        upper = !result.isEmpty();
      } else {
        result.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return result.toString();
  }
}
