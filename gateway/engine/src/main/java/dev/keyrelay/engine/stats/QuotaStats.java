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

  private final StatsSource source;
  private final Ledger ledger;

  public QuotaStats(StatsSource source, Ledger ledger) {
    this.source = source;
    this.ledger = ledger;
  }

  /**
   * Writes the statistics; the stream stays open.
   *
   * @param provider the one provider to show; an unknown one gives no providers
   * @return when time alone will change what was written; {@link Instant#MAX} for never
   * @throws IOException if the stream does not take them
   */
  public Instant write(OutputStream out, Optional<String> provider, Detail detail, Instant now)
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
          sum.add(write(json, id, detail, now));
          providers++;
        }
      }
      json.writeEndObject();
      summary(json, sum, providers);
      json.writeStringField("data_source", "cache");
      json.writeNumberField("timestamp", UsageJson.seconds(now));
      json.writeEndObject();
      return sum.changesAt;
    }
  }

  private Tally write(JsonGenerator json, String provider, Detail detail, Instant now)
      throws IOException {
    var tally = new Tally();
    var groups = new TreeMap<String, GroupTally>();
    var cooldowns = source.cooldowns(provider);
    json.writeStartObject();
    json.writeStringField("provider", provider);
    json.writeStringField("rotation_mode", source.rotationMode(provider));
    json.writeArrayFieldStart("credentials");
    for (CredentialView view : source.credentials(provider)) {
      var stats =
          new CredentialStats(
              source,
              provider,
              view,
              usage(provider, view.id(), detail, now),
              cooldowns.getOrDefault(view.id(), List.of()),
              now);
      count(stats, tally, groups);
      if (detail != Detail.SUMMARY) {
        stats.write(json, detail);
      }
    }
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
