package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.models.ListedModel;
import dev.keyrelay.engine.models.ModelLists;
import dev.keyrelay.spi.Dialect;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** The models that clients may call. */
@Controller("/v1/models")
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ModelsController {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ModelLists models;

  ModelsController(ModelLists models) {
    this.models = models;
  }

  @Get
  HttpResponse<?> list() throws InterruptedException {
    var list = JSON.objectNode().put("object", "list");
    var data = list.putArray("data");
    for (ListedModel model : models.all()) {
      data.add(card(model));
    }
    return Responses.json(200, list);
  }

  /** Ids have slashes of their own. */
  @Get("/{+id}")
  HttpResponse<?> one(String id) throws InterruptedException {
    return models
        .find(id)
        .<HttpResponse<?>>map(model -> Responses.json(200, card(model)))
        .orElseGet(() -> unknown(id));
  }

  private static HttpResponse<?> unknown(String id) {
    return Responses.error(
        Dialect.OPENAI_CHAT,
        ClientError.of(404, "model: \"" + id + "\" is not known (see GET /v1/models)")
            .withParam("model")
            .withCode("model_not_found"));
  }

  private static ObjectNode card(ListedModel model) {
    var card =
        JSON.objectNode()
            .put("id", model.id())
            .put("object", "model")
            .put("created", model.info().created().orElse(0))
            .put("owned_by", model.provider());
    model.info().contextLength().ifPresent(tokens -> card.put("context_length", tokens));
    model.info().maxOutputTokens().ifPresent(tokens -> card.put("max_completion_tokens", tokens));
    return card;
  }
}
