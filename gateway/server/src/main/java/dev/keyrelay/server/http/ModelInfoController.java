package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.Wiring;
import dev.keyrelay.engine.catalog.CatalogueReader;
import dev.keyrelay.engine.catalog.Price;
import dev.keyrelay.engine.catalog.PublicList;
import dev.keyrelay.engine.config.CatalogueSettings;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.TokenUsage;
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
import java.util.Optional;
import java.util.OptionalDouble;

/** Tokens and prices, without asking a model. */
@Controller("/v1")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ModelInfoController {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final TokenCounts counts;
  private final Wiring wiring;
  private final CatalogueSettings settings;

  ModelInfoController(TokenCounts counts, Engine engine) {
    this.counts = counts;
    this.wiring = engine.wiring();
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

  /** Cache tokens are counted beside the prompt's. An unknown price is null, never 0. */
  @Post("/cost-estimate")
  HttpResponse<?> cost(HttpRequest<?> request, @Body byte[] bytes) throws GatewayException {
    var body = JsonRequests.read(request, bytes);
    String model = JsonRequests.model(body);
    var usage =
        new TokenUsage(
            tokens(body, "prompt_tokens"),
            tokens(body, "cache_read_tokens"),
            tokens(body, "cache_creation_tokens"),
            tokens(body, "completion_tokens"),
            0,
            OptionalDouble.empty(),
            true);
    int slash = model.indexOf('/');
    var price =
        slash < 0
            ? Optional.<Price>empty()
            : wiring.prices().price(model.substring(0, slash), model.substring(slash + 1));
    return Responses.json(200, answer(model, price, usage));
  }

  private static ObjectNode answer(String model, Optional<Price> price, TokenUsage usage) {
    var answer = JSON.objectNode().put("model", model);
    if (price.isEmpty()) {
      answer.putNull("cost").put("currency", "USD").putObject("pricing");
      return answer
          .put("source", "unknown")
          .put("error", "Pricing data not available for this model");
    }
    answer.put("cost", price.get().of(usage)).put("currency", "USD");
    ModelKnowledge.addPerToken(answer.putObject("pricing"), price.get());
    return answer.put("source", "model_info_service");
  }

  private static long tokens(JsonBody body, String field) throws GatewayException {
    var value = body.get(field).filter(node -> !node.isNull());
    if (value.isEmpty()) {
      return 0;
    }
    if (!value.get().canConvertToLong()
        || !value.get().isIntegralNumber()
        || value.get().asLong() < 0) {
      throw JsonRequests.refused(
          field, field + ": " + value.get() + " (expected: a whole number of tokens, 0 or more)");
    }
    return value.get().asLong();
  }

  /** Sizes and age of the catalogue. */
  @Get("/model-info/stats")
  HttpResponse<?> stats() {
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
