package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import java.util.regex.Pattern;

/** Fits the tools of a request to what the service takes. */
final class Tools {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:-]{0,63}");

  private Tools() {}

  /**
   * Changes the declarations in place.
   *
   * @return whether there are any
   * @throws UnsupportedCallException if a name is not one that the service takes
   */
  static boolean fit(ObjectNode request, Family family, boolean hints) {
    boolean any = false;
    for (JsonNode tool : request.path("tools")) {
      for (JsonNode declared : tool.path("functionDeclarations")) {
        if (declared instanceof ObjectNode function) {
          declare(function, family, hints);
          any = true;
        }
      }
    }
    return any;
  }

  private static void declare(ObjectNode function, Family family, boolean hints) {
    String name = function.path("name").asText();
    if (!NAME.matcher(name).matches()) {
      throw new UnsupportedCallException(
          "tools: name \""
              + name
              + "\" (expected: a letter or '_', then letters, digits, '_', '.', ':' or '-', at most"
              + " 64 characters)");
    }
    JsonNode given = function.remove("parametersJsonSchema");
    if (given == null) {
      given = function.path("parameters");
    }
    var schema = given instanceof ObjectNode object ? object : empty();
    Schemas.clean(schema, family == Family.CLAUDE);
    if (hints) {
      SchemaHints.add(function, schema);
    }
    function.set("parameters", schema);
  }

  private static ObjectNode empty() {
    var schema = JsonBody.MAPPER.createObjectNode().put("type", "object");
    schema.putObject("properties");
    return schema;
  }
}
