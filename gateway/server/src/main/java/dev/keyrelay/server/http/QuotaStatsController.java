package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.stats.Detail;
import dev.keyrelay.engine.stats.QuotaStats;
import dev.keyrelay.engine.stats.StatsPages;
import dev.keyrelay.server.answer.Answers;
import dev.keyrelay.spi.Headers;
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
   * @param named the provider, or all if it is empty
   * @param credential the {@code stable_id} of the one credential to list
   * @param detail {@code summary}, {@code credentials} or {@code full}; by default full as long as
   *     that is little, else one line for each credential
   */
  @Get
  HttpResponse<?> show(
      HttpRequest<?> request,
      @QueryValue("provider") Optional<String> named,
      @QueryValue Optional<String> credential,
      @QueryValue Optional<String> detail)
      throws GatewayException {
    var provider = named.filter(name -> !name.isEmpty());
    var chosen = chosen(provider, credential, detail);
    var now = engine.wiring().clock().instant();
    var view = new StatsTags.View(provider.filter(live.providers()::contains), chosen);
    long fingerprint = live.fingerprint();
    var current = tags.current(view, fingerprint, now);
    boolean tagged = credential.isEmpty() && (provider.isEmpty() || view.provider().isPresent());
    if (tagged && current.isPresent() && StatsTags.matches(request, current.get())) {
      return Answers.complete(304, StatsTags.headers(current.get()), new byte[0]);
    }
    var pages = pages(provider, credential, chosen, now, Optional.empty());
    if (!tagged) {
      return StatsAnswer.of(pages, Headers.NONE, () -> {});
    }
    String tag = current.orElseGet(() -> tags.fresh(fingerprint, now));
    return StatsAnswer.of(
        pages, StatsTags.headers(tag), () -> tags.shown(view, fingerprint, pages.changesAt(), tag));
  }

  /** Asks upstream for its word on quotas, if that is the action, and shows the statistics. */
  @Post
  HttpResponse<?> act(HttpRequest<?> request, @Body byte[] bytes)
      throws GatewayException, InterruptedException {
    var action = QuotaAction.read(JsonRequests.read(request, bytes));
    var result = refresh.run(action);
    var detail = stats.fitting(action.provider());
    var now = engine.wiring().clock().instant();
    var pages = pages(action.provider(), Optional.empty(), detail, now, Optional.of(result));
    return StatsAnswer.of(pages, Headers.NONE, () -> {});
  }

  private StatsPages pages(
      Optional<String> provider,
      Optional<String> credential,
      Detail detail,
      Instant now,
      Optional<JsonNode> refreshed) {
    try {
      return stats.pages(provider, credential, detail, now, refreshed);
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
    return detail(word.get());
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
