package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers of a usage object, by name; those of an object inside it by {@code outer.inner},
 * those of Gemini's lists of modalities by {@code list.MODALITY}. Deeper ones are left out.
 */
record Numbers(Map<String, Double> byName) {

  /** Reads the object at whose beginning the parser stands, and leaves it at the end. */
  static Numbers read(JsonParser parser) throws IOException {
    var numbers = new HashMap<String, Double>();
    readInto(numbers, "", parser);
    return new Numbers(numbers);
  }

  private static void readInto(Map<String, Double> numbers, String prefix, JsonParser parser)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + parser.currentName();
      JsonToken value = parser.nextToken();
      if (value.isNumeric()) {
        numbers.put(name, parser.getDoubleValue());
      } else if (value == JsonToken.START_OBJECT && prefix.isEmpty()) {
        readInto(numbers, name + ".", parser);
      } else if (value == JsonToken.START_ARRAY && prefix.isEmpty()) {
        readModalities(numbers, name + ".", parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static void readModalities(Map<String, Double> numbers, String prefix, JsonParser parser)
      throws IOException {
    for (var item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
      if (item != JsonToken.START_OBJECT) {
        parser.skipChildren();
        continue;
      }
      String modality = "";
      double tokens = 0;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("modality") && value == JsonToken.VALUE_STRING) {
          modality = parser.getText();
        } else if (name.equals("tokenCount") && value.isNumeric()) {
          tokens = parser.getDoubleValue();
        } else {
          parser.skipChildren();
        }
      }
      numbers.merge(prefix + modality, tokens, Double::sum);
    }
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  double decimal(String name) {
    return byName.getOrDefault(name, 0.0);
  }

  /** The largest of the named counts: services that state one under several names repeat it. */
  long count(String... names) {
    double largest = 0;
    for (String name : names) {
      largest = Math.max(largest, decimal(name));
    }
    return (long) largest;
  }
}
