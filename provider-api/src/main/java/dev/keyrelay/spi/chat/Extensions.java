package dev.keyrelay.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fields that the chat model does not cover, by name, with the dialect they came in. An encoder of
 * the same dialect gives them back; any other one reports them as dropped, or refuses.
 */
public record Extensions(Dialect dialect, Map<String, JsonNode> fields) {

  public Extensions {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** No such fields. */
  public static Extensions none(Dialect dialect) {
    return new Extensions(dialect, Map.of());
  }
}
