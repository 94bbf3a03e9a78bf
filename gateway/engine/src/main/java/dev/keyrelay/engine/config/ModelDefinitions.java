package dev.keyrelay.engine.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The models that the user declared for a provider in {@code <PROVIDER>_MODELS}: {@code ["a","b"]},
 * or {@code {"name":{"id":"upstream-id","options":{…}}}} with both members optional, or {@code
 * {"name":"upstream-id"}}. Everything else in the JSON is skipped.
 */
public final class ModelDefinitions {

  /** None. */
  public static final ModelDefinitions NONE = new ModelDefinitions(Map.of());

  static final Form<ModelDefinitions> FORM =
      Forms.form(
          "JSON: [\"model\", …] or {\"name\":{\"id\":\"upstream-id\",\"options\":{…}}, …}",
          ModelDefinitions::parse,
          definitions -> definitions.byName.keySet().toString());

  private final Map<String, ModelDefinition> byName;

  private ModelDefinitions(Map<String, ModelDefinition> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  /** Reads either form; absent if it is neither. */
  public static Optional<ModelDefinitions> parse(String json) {
    JsonNode root;
    try {
      root = JsonBody.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (!root.isContainerNode()) {
      return Optional.empty();
    }
    var byName = new LinkedHashMap<String, ModelDefinition>();
    if (root.isArray()) {
      for (JsonNode name : root) {
        if (name.isTextual() && !name.textValue().isBlank()) {
          byName.put(
              name.textValue(), new ModelDefinition(name.textValue(), name.textValue(), Map.of()));
        }
      }
    } else {
      root.properties()
          .forEach(entry -> byName.put(entry.getKey(), one(entry.getKey(), entry.getValue())));
    }
    return Optional.of(new ModelDefinitions(byName));
  }

  private static ModelDefinition one(String name, JsonNode node) {
    String id = (node.isTextual() ? node : node.path("id")).asText("").strip();
    var options = new LinkedHashMap<String, JsonNode>();
    node.path("options").properties().forEach(o -> options.put(o.getKey(), o.getValue()));
    return new ModelDefinition(name, id.isEmpty() ? name : id, options);
  }

  /** All, in the order of the user. */
  public Collection<ModelDefinition> all() {
    return byName.values();
  }

  /**
   * What a requested model stands for, without its provider: the definition of the whole name, else
   * of its last path segment.
   */
  public Optional<ModelDefinition> find(String model) {
    return Optional.ofNullable(byName.get(model))
        .or(() -> Optional.ofNullable(byName.get(model.substring(model.lastIndexOf('/') + 1))));
  }
}
