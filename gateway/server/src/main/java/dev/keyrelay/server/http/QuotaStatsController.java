package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.stats.Detail;
import dev.keyrelay.engine.stats.QuotaStats;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** What was used of which quota. */
@Controller("/v1/quota-stats")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class QuotaStatsController {

  private final Engine engine;
  private final QuotaStats stats;
  private final QuotaRefresh refresh;

  QuotaStatsController(Engine engine, QuotaRefresh refresh) {
    this.engine = engine;
    this.stats = new QuotaStats(new LiveStats(engine), engine.wiring().ledger());
    this.refresh = refresh;
  }

  /**
   * The statistics as they stand; upstream is not asked.
   *
   * @param detail {@code summary}, {@code credentials} or {@code full}, the default
   */
  @Get
  HttpResponse<?> show(@QueryValue Optional<String> provider, @QueryValue Optional<String> detail)
      throws GatewayException {
    return Responses.json(200, Headers.NONE, written(provider, detail(detail.orElse("full"))));
  }

  /** Asks upstream for its word on quotas, if that is the action, and shows the statistics. */
  @Post
  HttpResponse<?> act(@Body byte[] bytes) throws GatewayException, InterruptedException {
    var action = QuotaAction.read(JsonRequests.read(bytes));
    var result = refresh.run(action);
    try {
      var body = (ObjectNode) JsonBody.MAPPER.readTree(written(action.provider(), Detail.FULL));
      body.put("data_source", "refreshed").set("refresh_result", result);
      return Responses.json(200, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] written(Optional<String> provider, Detail detail) {
    var out = new ByteArrayOutputStream();
    try {
      stats.write(out, provider, detail, engine.wiring().clock().instant());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Detail detail(String word) throws GatewayException {
    return switch (word) {
      case "summary" -> Detail.SUMMARY;
      case "credentials" -> Detail.CREDENTIALS;
      case "full" -> Detail.FULL;
      default ->
          throw JsonRequests.refused(
              "detail", "detail: \"" + word + "\" (expected: summary, credentials or full)");
    };
  }
}
