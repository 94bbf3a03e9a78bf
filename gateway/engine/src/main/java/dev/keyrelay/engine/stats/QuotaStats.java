package dev.keyrelay.engine.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keyrelay.engine.stats.StatsSource.CredentialView;
import dev.keyrelay.engine.usage.CredentialUsage;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.ScopeUsage;
import dev.keyrelay.engine.usage.Usage;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The body of {@code GET /v1/quota-stats}. Whole numbers are written as such, numbers that are not
 * known are null or left out, times in {@code reset_time} are ISO 8601 in UTC without fractions and
 * all others Unix seconds. No key and no path is in it.
 */
public final class QuotaStats {

  private static final CredentialUsage UNUSED =
      new CredentialUsage(new ScopeUsage(Usage.NONE, List.of()), Map.of(), Map.of());

  /** More models of credentials than are written in a moment. */
  private static final int FEW = 10_000;

  /** What half the heap of a small gateway holds. */
  private static final int MOST = 100_000;

  private final StatsSource source;
  private final Ledger ledger;
  private final WrittenCredentials written = new WrittenCredentials();

  public QuotaStats(StatsSource source, Ledger ledger) {
    this.source = source;
    this.ledger = ledger;
  }

  /** As much as is written in a moment: everything, or one line for each credential. */
  public Detail fitting(Optional<String> provider) {
    return models(provider) <= FEW ? Detail.FULL : Detail.CREDENTIALS;
  }

  /** Whether everything is too much for one answer. */
  public boolean tooMuch(Optional<String> provider) {
    return models(provider) > MOST;
  }

  private long models(Optional<String> provider) {
    return source.providers().stream()
        .filter(id -> provider.isEmpty() || provider.get().equals(id))
        .mapToLong(ledger::models)
        .sum();
  }

  /** Writes the statistics of every credential of a provider, or of all; the stream stays open. */
  public Instant write(OutputStream out, Optional<String> provider, Detail detail, Instant now)
      throws IOException {
    return write(out, provider, Optional.empty(), detail, now);
  }

  /**
   * Writes the statistics; the stream stays open.
   *
   * @param provider the one provider to show; an unknown one gives no providers
   * @param credential the id of the one credential to list, with everything if that is the detail;
   *     sums are of all
   * @return when time alone will change what was written; {@link Instant#MAX} for never
   * @throws IOException if the stream does not take them
   */
  public Instant write(
      OutputStream out,
      Optional<String> provider,
      Optional<String> credential,
      Detail detail,
      Instant now)
      throws IOException {
    try (JsonGenerator json = JsonBody.MAPPER.getFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      var sum = new Tally();
      int providers = 0;
      json.writeStartObject();
      json.writeObjectFieldStart("providers");
      for (String id : source.providers()) {
        if (provider.isEmpty() || provider.get().equals(id)) {
          json.writeFieldName(id);
          sum.add(write(json, id, credential, detail, now));
          providers++;
        }
      }
      json.writeEndObject();
      summary(json, sum, providers);
      json.writeStringField("data_source", "cache");
      json.writeStringField("detail", detail.name().toLowerCase(Locale.ROOT));
      json.writeNumberField("timestamp", UsageJson.seconds(now));
      json.writeEndObject();
      return sum.changesAt;
    }
  }

  private Tally write(
      JsonGenerator json, String provider, Optional<String> credential, Detail detail, Instant now)
      throws IOException {
    var tally = new Tally();
    var groups = new TreeMap<String, GroupTally>();
    var cooldowns = source.cooldowns(provider);
    json.writeStartObject();
    json.writeStringField("provider", provider);
    json.writeStringField("rotation_mode", source.rotationMode(provider));
    json.writeArrayFieldStart("credentials");
    var views = source.credentials(provider);
    for (CredentialView view : views) {
      boolean listed = credential.isEmpty() || credential.get().equals(view.id());
      var shown = listed ? detail : Detail.SUMMARY;
      long revision = ledger.revision(provider, view.id());
      var stats =
          new CredentialStats(
              source,
              provider,
              view,
              usage(provider, view.id(), shown, now),
              cooldowns.getOrDefault(view.id(), List.of()),
              now);
      count(stats, tally, groups);
      switch (shown) {
        case SUMMARY -> {}
        case CREDENTIALS -> written.write(json, stats, revision, views.size());
        case FULL -> stats.write(json, shown);
      }
    }
    written.trim(provider, views.size());
    json.writeEndArray();
    json.writeNumberField("credential_count", tally.credentials);
    json.writeNumberField("active_count", tally.active);
    json.writeNumberField("exhausted_count", tally.exhausted);
    json.writeNumberField("total_requests", tally.requests);
    tally.writeTokens(json);
    tally.writeCost(json);
    json.writeObjectFieldStart("quota_groups");
    for (var group : groups.entrySet()) {
      json.writeFieldName(group.getKey());
      group.getValue().write(json);
    }
    json.writeEndObject();
    json.writeEndObject();
    return tally;
  }

  private CredentialUsage usage(String provider, String credential, Detail detail, Instant now) {
    var usage =
        detail == Detail.FULL
            ? ledger.usage(provider, credential, now)
            : ledger.outline(provider, credential, now);
    return usage.orElse(UNUSED);
  }

  private static void count(CredentialStats stats, Tally tally, Map<String, GroupTally> groups) {
    tally.credentials++;
    tally.changesBy(stats.changesAt());
    tally.add(stats.usage().own().totals());
    switch (stats.status()) {
      case "active" -> tally.active++;
      case "exhausted" -> tally.exhausted++;
      default -> {}
    }
    stats
        .usage()
        .quotaGroups()
        .forEach(
            (name, usage) ->
                groups
                    .computeIfAbsent(name, _ -> new GroupTally())
                    .add(stats.view(), usage, stats.outOfCycle(name)));
  }

  private static void summary(JsonGenerator json, Tally sum, int providers) throws IOException {
    json.writeObjectFieldStart("summary");
    json.writeNumberField("total_providers", providers);
    json.writeNumberField("total_credentials", sum.credentials);
    json.writeNumberField("active_credentials", sum.active);
    json.writeNumberField("exhausted_credentials", sum.exhausted);
    json.writeNumberField("total_requests", sum.requests);
    json.writeNumberField("total_tokens", sum.tokens());
    sum.writeTokens(json);
    sum.writeCost(json);
    json.writeEndObject();
  }
}
