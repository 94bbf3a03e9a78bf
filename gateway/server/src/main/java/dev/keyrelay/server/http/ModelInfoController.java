package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.catalog.CatalogueReader;
import dev.keyrelay.engine.catalog.PublicList;
import dev.keyrelay.engine.config.CatalogueSettings;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.Dialect;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.time.ZoneOffset;

/** Tokens and prices, without asking a model. */
@Controller("/v1")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ModelInfoController {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final TokenCounts counts;
  private final Engine engine;
  private final CatalogueSettings settings;

  ModelInfoController(TokenCounts counts, Engine engine) {
    this.counts = counts;
    this.engine = engine;
    this.settings = engine.configuration().gateway().catalogue();
  }

  @Post("/token-count")
  HttpResponse<?> tokens(HttpRequest<?> request, @Body byte[] bytes) throws GatewayException {
    var body = JsonRequests.read(request, bytes);
    String model = JsonRequests.model(body);
    if (body.get("messages").filter(messages -> messages.isArray()).isEmpty()) {
      throw JsonRequests.refused("messages", "messages: missing (expected: an array of messages)");
    }
    return counts.count(request, Dialect.OPENAI_CHAT, model, body);
  }

  /** What tokens would cost. */
  @Post("/cost-estimate")
  HttpResponse<?> cost(HttpRequest<?> request, @Body byte[] bytes) throws GatewayException {
    var body = JsonRequests.read(request, bytes);
    var estimate = new CostEstimate(engine, JsonRequests.model(body));
    return Responses.json(200, estimate.of(CostEstimate.usage(body)));
  }

  /** Sizes and age of the catalogue. */
  @Get("/model-info/stats")
  HttpResponse<?> stats() {
    var wiring = engine.wiring();
    var live = wiring.catalogue();
    long builtIn = CatalogueReader.BUILT_IN_AS_OF.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    int models = wiring.prices().catalogue().size();
    return Responses.json(
        200,
        JSON.objectNode()
            .put("ready", models > 0)
            .put("last_refresh", live.refreshedAt().map(Instant::getEpochSecond).orElse(builtIn))
            .put("openrouter_count", live.size(PublicList.OPENROUTER))
            .put("modelsdev_count", live.size(PublicList.MODELS_DEV))
            .put("cached_lookups", 0)
            .put("index_entries", models)
            .put("refresh_interval", settings.refresh() ? settings.interval().toSeconds() : 0));
  }
}
