package dev.keyrelay.engine.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keyrelay.engine.stats.StatsSource.CooldownView;
import dev.keyrelay.engine.stats.StatsSource.CredentialView;
import dev.keyrelay.engine.usage.CredentialUsage;
import dev.keyrelay.engine.usage.Ledger;
import dev.keyrelay.engine.usage.ScopeUsage;
import dev.keyrelay.engine.usage.Usage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One provider of the statistics, written one credential after the other. */
final class ProviderPages {

  /** Where it all comes from. */
  record Sources(StatsSource source, Ledger ledger, WrittenCredentials written) {}

  /**
   * What is to be shown of it.
   *
   * @param credential the id of the one credential to list; sums are of all
   */
  record Wish(Optional<String> credential, Detail detail, Instant now) {

    /** How much is shown of a credential. */
    Detail of(CredentialView view) {
      return credential.isEmpty() || credential.get().equals(view.id()) ? detail : Detail.SUMMARY;
    }
  }

  private static final CredentialUsage UNUSED =
      new CredentialUsage(new ScopeUsage(Usage.NONE, List.of()), Map.of(), Map.of());

  private final String provider;
  private final Sources sources;
  private final Wish wish;
  private final List<CredentialView> views;
  private final Map<String, List<CooldownView>> cooldowns;
  private final Tally tally = new Tally();
  private final Map<String, GroupTally> groups = new TreeMap<>();
  private int next;

  ProviderPages(String provider, Sources sources, Wish wish) {
    this.provider = provider;
    this.sources = sources;
    this.wish = wish;
    this.views = sources.source().credentials(provider);
    this.cooldowns = sources.source().cooldowns(provider);
  }

  void begin(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(provider);
    json.writeStringField("provider", provider);
    json.writeStringField("rotation_mode", sources.source().rotationMode(provider));
    json.writeArrayFieldStart("credentials");
  }

  /** Whether a credential is left to be written. */
  boolean hasNext() {
    return next < views.size();
  }

  /** Counts the next credential, and writes what is to be shown of it. */
  void writeNext(JsonGenerator json) throws IOException {
    var view = views.get(next++);
    var shown = wish.of(view);
    var made =
        new WrittenCredentials.Made(
            sources.ledger().revision(provider, view.id()),
            sources.ledger().rules(provider, view.id()));
    var stats =
        new CredentialStats(
            sources.source(),
            provider,
            view,
            usage(view.id(), shown, made),
            cooldowns.getOrDefault(view.id(), List.of()),
            wish.now());
    String status = stats.status();
    count(stats, status);
    switch (shown) {
      case SUMMARY -> {}
      case CREDENTIALS -> sources.written().write(json, stats, status, made, views.size());
      case FULL -> stats.write(json, shown);
    }
  }

  private CredentialUsage usage(String credential, Detail detail, WrittenCredentials.Made made) {
    if (detail == Detail.FULL) {
      return sources.ledger().usage(provider, credential, wish.now()).orElse(UNUSED);
    }
    return sources
        .written()
        .usage(provider, credential, made, wish.now())
        .or(() -> sources.ledger().outline(provider, credential, wish.now()))
        .orElse(UNUSED);
  }

  private void count(CredentialStats stats, String status) {
    tally.credentials++;
    tally.changesBy(stats.changesAt());
    tally.add(stats.usage().own().totals());
    switch (status) {
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

  /** Writes the sums, and returns them. */
  Tally end(JsonGenerator json) throws IOException {
    sources.written().trim(provider, views.size());
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
}
