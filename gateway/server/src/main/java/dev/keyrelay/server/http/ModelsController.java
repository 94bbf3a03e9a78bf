package dev.keyrelay.server.http;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.catalog.PriceBook;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.models.ModelLists;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Optional;

/** The models that clients may call, in the shape of the caller's dialect. */
@Controller
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ModelsController {

  private final ModelLists models;
  private final Engine engine;

  ModelsController(ModelLists models, Engine engine) {
    this.models = models;
    this.engine = engine;
  }

  @Get(uris = {"/v1/models", "/v1beta/models"})
  HttpResponse<?> list(HttpRequest<?> request) throws InterruptedException {
    var dialect = Surface.of(request).dialect();
    return Responses.json(200, ModelCards.list(dialect, models.all(), known(request)));
  }

  /** Ids have slashes of their own. */
  @Get(uris = {"/v1/models/{+id}", "/v1beta/models/{+id}"})
  HttpResponse<?> one(HttpRequest<?> request, String id)
      throws InterruptedException, GatewayException {
    var model = models.find(id).orElseThrow(() -> unknown(id));
    var dialect = Surface.of(request).dialect();
    return Responses.json(200, ModelCards.card(dialect, model, known(request)));
  }

  private Optional<PriceBook> known(HttpRequest<?> request) {
    boolean plain =
        request.getParameters().getFirst("enriched").filter("false"::equals).isPresent();
    return plain ? Optional.empty() : Optional.of(engine.wiring().prices());
  }

  private static GatewayException unknown(String id) {
    return new GatewayException(
        ClientError.of(404, "model: \"" + id + "\" is not known (see GET /v1/models)")
            .withParam("model")
            .withCode("model_not_found"));
  }
}
