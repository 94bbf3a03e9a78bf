package dev.keyrelay.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model that the user declared for a provider.
 *
 * @param name what clients call it, without the provider
 * @param id the upstream model
 * @param options top-level fields of requests: {@code reasoning_effort} replaces the client's, any
 *     other only fills a gap
 */
public record ModelDefinition(String name, String id, Map<String, JsonNode> options) {

  private static final String OVERRIDING = "reasoning_effort";

  public ModelDefinition {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** A request with the options in it. */
  public JsonBody applyTo(JsonBody request) {
    var result = request;
    for (var option : options.entrySet()) {
      result =
          option.getKey().equals(OVERRIDING)
              ? result.with(option.getKey(), option.getValue())
              : result.withDefault(option.getKey(), option.getValue());
    }
    return result;
  }
}
