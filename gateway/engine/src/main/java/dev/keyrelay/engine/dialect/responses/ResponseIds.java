package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.util.Optional;

/** Finds the id of a response without reading on. */
public final class ResponseIds {

  private ResponseIds() {}

  /** The id in a response object, or in an event that has one in its field {@code response}. */
  public static Optional<String> of(byte[] json) {
    try (JsonParser parser = JsonBody.MAPPER.getFactory().createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        var value = parser.nextToken();
        if (name.equals("id") && value == JsonToken.VALUE_STRING) {
          return Optional.of(parser.getText());
        }
        if (!(name.equals("response") && value == JsonToken.START_OBJECT)) {
          parser.skipChildren();
        }
      }
    } catch (IOException notJson) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
