package dev.keyrelay.engine.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the built-in catalogue, OpenRouter's model list and models.dev's. */
public final class CatalogueReader {

  /** When the built-in catalogue's facts were taken that state no day of their own. */
  public static final LocalDate BUILT_IN_AS_OF = LocalDate.parse("2026-07-02");

  private static final String BUILT_IN = "models.jsonl";

  private CatalogueReader() {}

  /**
   * The catalogue that comes with the gateway.
   *
   * @param today says which price holds where a maker has announced that it will change
   */
  public static Catalogue builtIn(LocalDate today) {
    return new Catalogue(builtInFacts(today));
  }

  static List<ModelFacts> builtInFacts(LocalDate today) {
    var models = new ArrayList<ModelFacts>();
    try (var stream = CatalogueReader.class.getResourceAsStream(BUILT_IN)) {
      if (stream == null) {
        throw new IllegalStateException(BUILT_IN + ": missing beside the class (expected: there)");
      }
      try (var lines = JsonBody.MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(stream)) {
        lines.forEachRemaining(line -> models.add(builtIn(line, today)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return models;
  }

  private static ModelFacts builtIn(JsonNode node, LocalDate today) {
    JsonNode later = node.path("later");
    boolean changed =
        later.isObject() && !today.isBefore(LocalDate.parse(later.path("from").textValue()));
    return new ModelFacts(
        node.path("id").textValue(),
        Optional.ofNullable(node.path("name").textValue()),
        count(node.path("context")),
        count(node.path("output")),
        PriceReader.BUILT_IN.read(changed ? later : node),
        texts(node.path("in")),
        texts(node.path("out")),
        Set.copyOf(texts(node.path("can"))),
        "builtin",
        Optional.ofNullable(node.path("as_of").textValue())
            .map(LocalDate::parse)
            .orElse(BUILT_IN_AS_OF));
  }

  /**
   * {@code https://models.dev/api.json}: an object of providers, each with an object of models;
   * prices per million. A model without {@code cost} has no known price.
   */
  public static Catalogue modelsDev(JsonNode root, LocalDate asOf) {
    var models = new ArrayList<ModelFacts>();
    for (var provider : root.properties()) {
      for (var model : provider.getValue().path("models").properties()) {
        models.add(modelsDev(provider.getKey() + "/" + model.getKey(), model.getValue(), asOf));
      }
    }
    return new Catalogue(models);
  }

  private static ModelFacts modelsDev(String id, JsonNode node, LocalDate asOf) {
    var abilities = new LinkedHashSet<String>();
    ability(node, "tool_call", "tools", abilities);
    ability(node, "reasoning", "reasoning", abilities);
    ability(node, "structured_output", "structured_output", abilities);
    ability(node, "attachment", "attachments", abilities);
    ability(node, "temperature", "temperature", abilities);
    return new ModelFacts(
        id,
        Optional.ofNullable(node.path("name").textValue()),
        count(node.path("limit").path("context")),
        count(node.path("limit").path("output")),
        PriceReader.MODELS_DEV.read(node.path("cost")),
        texts(node.path("modalities").path("input")),
        texts(node.path("modalities").path("output")),
        abilities,
        PublicList.MODELS_DEV.word(),
        asOf);
  }

  private static void ability(JsonNode node, String field, String name, Set<String> abilities) {
    if (node.path(field).asBoolean()) {
      abilities.add(name);
    }
  }

  /**
   * {@code https://openrouter.ai/api/v1/models}: an array {@code data}; prices per token as text,
   * {@code -1} where they depend on the model that is chosen.
   */
  public static Catalogue openRouter(JsonNode root, LocalDate asOf) {
    var models = new ArrayList<ModelFacts>();
    for (JsonNode node : root.path("data")) {
      if (node.path("id").isTextual()) {
        models.add(openRouterModel(node, asOf));
      }
    }
    return new Catalogue(models);
  }

  private static ModelFacts openRouterModel(JsonNode node, LocalDate asOf) {
    var parameters = texts(node.path("supported_parameters"));
    var abilities = new LinkedHashSet<String>();
    for (String name : List.of("tools", "reasoning", "temperature")) {
      if (parameters.contains(name)) {
        abilities.add(name);
      }
    }
    if (parameters.contains("structured_outputs")) {
      abilities.add("structured_output");
    }
    return new ModelFacts(
        "openrouter/" + node.path("id").textValue(),
        Optional.ofNullable(node.path("name").textValue()),
        count(node.path("context_length")),
        count(node.path("top_provider").path("max_completion_tokens")),
        PriceReader.OPENROUTER.read(node.path("pricing")),
        texts(node.path("architecture").path("input_modalities")),
        texts(node.path("architecture").path("output_modalities")),
        abilities,
        PublicList.OPENROUTER.word(),
        asOf);
  }

  private static OptionalLong count(JsonNode node) {
    return node.canConvertToLong() && node.asLong() > 0
        ? OptionalLong.of(node.asLong())
        : OptionalLong.empty();
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>(array.size());
    for (JsonNode one : array) {
      if (one.isTextual()) {
        texts.add(one.textValue());
      }
    }
    return List.copyOf(texts);
  }
}
