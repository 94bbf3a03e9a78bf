package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.stats.Detail;
import dev.keyrelay.engine.stats.QuotaStats;
import dev.keyrelay.server.answer.Answers;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import io.micronaut.http.HttpRequest;
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
import java.time.Instant;
import java.util.Optional;

/** What was used of which quota. */
@Controller("/v1/quota-stats")
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class QuotaStatsController {

  private final Engine engine;
  private final LiveStats live;
  private final QuotaStats stats;
  private final QuotaRefresh refresh;
  private final StatsTags tags;

  QuotaStatsController(Engine engine, QuotaRefresh refresh) {
    this.engine = engine;
    this.live = new LiveStats(engine);
    this.stats = new QuotaStats(live, engine.wiring().ledger());
    this.refresh = refresh;
    this.tags = new StatsTags(engine.wiring().clock().instant());
  }

  /**
   * The statistics as they stand; upstream is not asked.
   *
   * @param credential the {@code stable_id} of the one credential to list
   * @param detail {@code summary}, {@code credentials} or {@code full}; by default full as long as
   *     that is little, else one line for each credential
   */
  @Get
  HttpResponse<?> show(
      HttpRequest<?> request,
      @QueryValue Optional<String> provider,
      @QueryValue Optional<String> credential,
      @QueryValue Optional<String> detail)
      throws GatewayException {
    var chosen = chosen(provider, credential, detail);
    var now = engine.wiring().clock().instant();
    var view = new StatsTags.View(provider.filter(live.providers()::contains), chosen);
    long fingerprint = live.fingerprint();
    var current = tags.current(view, fingerprint, now);
    boolean tagged = credential.isEmpty() && (provider.isEmpty() || view.provider().isPresent());
    if (tagged && current.isPresent() && StatsTags.matches(request, current.get())) {
      return Answers.complete(304, StatsTags.headers(current.get()), new byte[0]);
    }
    var out = new ByteArrayOutputStream();
    var changesAt = written(out, provider, credential, chosen, now);
    if (!tagged) {
      return Responses.json(200, Headers.NONE, out.toByteArray());
    }
    String tag = current.orElseGet(() -> tags.made(view, fingerprint, now, changesAt));
    return Responses.json(200, StatsTags.headers(tag), out.toByteArray());
  }

  /** Asks upstream for its word on quotas, if that is the action, and shows the statistics. */
  @Post
  HttpResponse<?> act(HttpRequest<?> request, @Body byte[] bytes)
      throws GatewayException, InterruptedException {
    var action = QuotaAction.read(JsonRequests.read(request, bytes));
    var result = refresh.run(action);
    try {
      var out = new ByteArrayOutputStream();
      var detail = stats.fitting(action.provider());
      var now = engine.wiring().clock().instant();
      written(out, action.provider(), Optional.empty(), detail, now);
      var body = (ObjectNode) JsonBody.MAPPER.readTree(out.toByteArray());
      body.put("data_source", "refreshed").set("refresh_result", result);
      return Responses.json(200, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Instant written(
      ByteArrayOutputStream out,
      Optional<String> provider,
      Optional<String> credential,
      Detail detail,
      Instant now) {
    try {
      return stats.write(out, provider, credential, detail, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Detail chosen(
      Optional<String> provider, Optional<String> credential, Optional<String> word)
      throws GatewayException {
    if (word.isEmpty()) {
      return credential.isPresent() ? Detail.FULL : stats.fitting(provider);
    }
    var detail = detail(word.get());
    if (detail == Detail.FULL && credential.isEmpty() && stats.tooMuch(provider)) {
      throw JsonRequests.refused(
          "detail",
          "detail: \"full\" is too much for one answer (expected: credentials, or full of one"
              + " with &credential=<stable_id>)");
    }
    return detail;
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
