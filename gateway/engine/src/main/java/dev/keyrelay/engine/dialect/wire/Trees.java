package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.OutputForm;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Building of JSON trees, in which what is absent is left out. */
public final class Trees {

  /** Reads a text that must hold one value and nothing after it, which would be lost. */
  private static final ObjectReader WHOLE =
      JsonBody.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Trees() {}

  /** An empty object. */
  public static ObjectNode object() {
    return JsonBody.MAPPER.createObjectNode();
  }

  /** An empty list. */
  public static ArrayNode array() {
    return JsonBody.MAPPER.createArrayNode();
  }

  /** Puts a string, if there is one. */
  public static void put(ObjectNode object, String name, Optional<String> value) {
    value.ifPresent(text -> object.put(name, text));
  }

  /** Puts a boolean, if there is one. */
  public static void putFlag(ObjectNode object, String name, Optional<Boolean> value) {
    value.ifPresent(flag -> object.put(name, flag));
  }

  /** Puts a value, if there is one. */
  public static void set(ObjectNode object, String name, Optional<JsonNode> value) {
    value.ifPresent(node -> object.set(name, node));
  }

  /** Puts a number, without a fraction if it has none, if there is one. */
  public static void put(ObjectNode object, String name, OptionalDouble value) {
    value.ifPresent(
        number -> {
          if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            object.put(name, (long) number);
          } else {
            object.put(name, number);
          }
        });
  }

  /** Puts a whole number, if there is one. */
  public static void put(ObjectNode object, String name, OptionalLong value) {
    value.ifPresent(number -> object.put(name, number));
  }

  /** Puts a whole number, if there is one. */
  public static void put(ObjectNode object, String name, OptionalInt value) {
    value.ifPresent(number -> object.put(name, number));
  }

  /** A schema of an answer with its description inside, for dialects that have no place beside. */
  public static JsonNode described(OutputForm.Schema form) {
    boolean inside = form.schema().has("description") || !form.schema().isObject();
    return inside || form.description().isEmpty()
        ? form.schema()
        : ((ObjectNode) form.schema().deepCopy()).put("description", form.description().get());
  }

  /**
   * The object that a text holds; an empty text is an empty object.
   *
   * @return absent if the text is no JSON object
   */
  public static Optional<ObjectNode> parseObject(String text) {
    if (text.isBlank()) {
      return Optional.of(object());
    }
    try {
      return WHOLE.readTree(text) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }
}
