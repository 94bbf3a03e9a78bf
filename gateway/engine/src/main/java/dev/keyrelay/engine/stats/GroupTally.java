package dev.keyrelay.engine.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keyrelay.engine.stats.StatsSource.CredentialView;
import dev.keyrelay.engine.usage.ScopeUsage;
import dev.keyrelay.engine.usage.WindowState;
import dev.keyrelay.engine.usage.WindowUsage;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One quota group, summed over the credentials of a provider. */
final class GroupTally {

  private static final class TierTally {
    int priority;
    long total;
  }

  private static final class WindowTally {
    long used;
    long remaining;
    long max;
    final Map<String, long[]> tiers = new TreeMap<>();
  }

  private final Map<String, TierTally> tiers = new TreeMap<>();
  private final Map<String, WindowTally> windows = new TreeMap<>();
  private @Nullable Instant reset;
  private double fractions;
  private long known;
  private long exhausted;
  private long total;

  void add(CredentialView credential, ScopeUsage usage, boolean outOfCycle) {
    String tier = credential.tier().orElse("unknown");
    var tally = tiers.computeIfAbsent(tier, _ -> new TierTally());
    tally.priority = credential.priority().orElse(0);
    tally.total++;
    total++;
    exhausted += outOfCycle ? 1 : 0;
    double left = Double.NaN;
    for (WindowUsage window : usage.windows()) {
      add(tier, window.state());
      double own = window.state().fractionLeft().orElse(Double.NaN);
      left = Double.isNaN(left) || own < left ? own : left;
      if (!Double.isNaN(own)) {
        window.state().endsAt().ifPresent(this::resets);
      }
    }
    if (!Double.isNaN(left)) {
      fractions += left;
      known++;
    }
  }

  private void resets(Instant end) {
    reset = reset == null || end.isBefore(reset) ? end : reset;
  }

  private void add(String tier, WindowState state) {
    var tally = windows.computeIfAbsent(state.rule().name(), _ -> new WindowTally());
    long[] available = tally.tiers.computeIfAbsent(tier, _ -> new long[2]);
    available[0]++;
    available[1] += state.spent() ? 0 : 1;
    if (state.limit().isPresent()) {
      tally.used += state.used();
      tally.remaining += state.remaining().orElse(0);
      tally.max += state.limit().getAsLong();
    }
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (known > 0) {
      json.writeNumberField("remaining_percent", UsageJson.percent(fractions / known));
    }
    if (reset != null) {
      json.writeStringField("reset_time", wholeSeconds(reset));
    }
    json.writeObjectFieldStart("tiers");
    for (var tier : tiers.entrySet()) {
      json.writeObjectFieldStart(tier.getKey());
      json.writeNumberField("priority", tier.getValue().priority);
      json.writeNumberField("total", tier.getValue().total);
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("windows");
    for (var window : windows.entrySet()) {
      json.writeObjectFieldStart(window.getKey());
      write(json, window.getValue());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("fair_cycle_summary");
    json.writeNumberField("exhausted_count", exhausted);
    json.writeNumberField("total_count", total);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Swift's plain ISO 8601 decoder refuses fractions of a second. */
  private static String wholeSeconds(Instant instant) {
    return Instant.ofEpochSecond(instant.getEpochSecond()).toString();
  }

  private static void write(JsonGenerator json, WindowTally window) throws IOException {
    json.writeNumberField("total_used", window.used);
    json.writeNumberField("total_remaining", window.remaining);
    json.writeNumberField("total_max", window.max);
    UsageJson.number(
        json,
        "remaining_pct",
        window.max == 0 ? Double.NaN : UsageJson.percent((double) window.remaining / window.max));
    json.writeObjectFieldStart("tier_availability");
    for (var tier : window.tiers.entrySet()) {
      json.writeObjectFieldStart(tier.getKey());
      json.writeNumberField("total", tier.getValue()[0]);
      json.writeNumberField("available", tier.getValue()[1]);
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
