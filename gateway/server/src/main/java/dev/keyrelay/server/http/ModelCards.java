package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.catalog.PriceBook;
import dev.keyrelay.engine.models.ListedModel;
import dev.keyrelay.spi.Dialect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Models and lists of models in the shape of a dialect. */
final class ModelCards {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ModelCards() {}

  /**
   * A list.
   *
   * @param book what else to say of models; only OpenAI's cards take it
   */
  static ObjectNode list(Dialect dialect, List<ListedModel> models, Optional<PriceBook> book) {
    var cards = JSON.arrayNode();
    models.forEach(model -> cards.add(card(dialect, model, book)));
    var list = JSON.objectNode();
    return switch (dialect) {
      case OPENAI_CHAT, OPENAI_RESPONSES -> list.put("object", "list").set("data", cards);
      case GEMINI -> list.set("models", cards);
      case ANTHROPIC_MESSAGES -> {
        list.set("data", cards);
        list.put("has_more", false);
        list.put("first_id", models.isEmpty() ? null : models.getFirst().id());
        yield list.put("last_id", models.isEmpty() ? null : models.getLast().id());
      }
    };
  }

  /** One model. */
  static ObjectNode card(Dialect dialect, ListedModel model, Optional<PriceBook> book) {
    return switch (dialect) {
      case OPENAI_CHAT, OPENAI_RESPONSES -> openAi(model, book);
      case ANTHROPIC_MESSAGES -> anthropic(model);
      case GEMINI -> gemini(model);
    };
  }

  private static ObjectNode openAi(ListedModel model, Optional<PriceBook> book) {
    var card =
        JSON.objectNode()
            .put("id", model.id())
            .put("object", "model")
            .put("created", model.info().created().orElse(0))
            .put("owned_by", model.provider());
    model.info().contextLength().ifPresent(tokens -> card.put("context_length", tokens));
    model.info().maxOutputTokens().ifPresent(tokens -> card.put("max_completion_tokens", tokens));
    book.ifPresent(known -> ModelKnowledge.add(card, known, model));
    return card;
  }

  /** Anthropic's reference has the epoch where the date is not known. */
  private static ObjectNode anthropic(ListedModel model) {
    return JSON.objectNode()
        .put("type", "model")
        .put("id", model.id())
        .put("display_name", model.info().displayName().orElse(model.id()))
        .put("created_at", Instant.ofEpochSecond(model.info().created().orElse(0)).toString());
  }

  private static ObjectNode gemini(ListedModel model) {
    var card =
        JSON.objectNode()
            .put("name", "models/" + model.id())
            .put("displayName", model.info().displayName().orElse(model.id()));
    model.info().contextLength().ifPresent(tokens -> card.put("inputTokenLimit", tokens));
    model.info().maxOutputTokens().ifPresent(tokens -> card.put("outputTokenLimit", tokens));
    card.putArray("supportedGenerationMethods")
        .add("generateContent")
        .add("streamGenerateContent")
        .add("countTokens");
    return card;
  }
}
