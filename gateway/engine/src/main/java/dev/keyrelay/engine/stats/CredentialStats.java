package dev.keyrelay.engine.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keyrelay.engine.limit.Caps;
import dev.keyrelay.engine.stats.StatsSource.CooldownView;
import dev.keyrelay.engine.stats.StatsSource.CredentialView;
import dev.keyrelay.engine.usage.CredentialUsage;
import dev.keyrelay.engine.usage.ScopeUsage;
import dev.keyrelay.engine.usage.WindowUsage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One credential of the statistics. */
record CredentialStats(
    StatsSource source,
    String provider,
    CredentialView view,
    CredentialUsage usage,
    List<CooldownView> cooldowns,
    Instant now) {

  private static final int UNKNOWN_PRIORITY = 999;
  private static final String WHOLE_CREDENTIAL = "_global_";

  /**
   * {@code disabled}; {@code needs_login}; {@code cooldown} if the whole credential cools down;
   * {@code exhausted} or {@code mixed} if all or some of its quota groups are out of the fair
   * cycle; {@code cooldown} if something else cools down; else {@code active}.
   */
  String status() {
    if (view.disabled()) {
      return "disabled";
    }
    if (view.needsLogin().isPresent()) {
      return "needs_login";
    }
    for (CooldownView cooldown : cooldowns) {
      if (cooldown.subject().isEmpty()) {
        return "cooldown";
      }
    }
    int out = 0;
    for (String group : usage.quotaGroups().keySet()) {
      out += outOfCycle(group) ? 1 : 0;
    }
    if (out > 0) {
      return out == usage.quotaGroups().size() ? "exhausted" : "mixed";
    }
    return cooldowns.isEmpty() ? "active" : "cooldown";
  }

  boolean outOfCycle(String quotaScope) {
    return source.fairCycle(provider, view.id(), quotaScope).exhausted();
  }

  /** Every window that is shown or counts. */
  private List<WindowUsage> windows() {
    if (usage.quotaGroups().isEmpty() && usage.models().isEmpty()) {
      return usage.own().windows();
    }
    var windows = new ArrayList<>(usage.own().windows());
    usage.quotaGroups().values().forEach(scope -> windows.addAll(scope.windows()));
    usage.models().values().forEach(scope -> windows.addAll(scope.windows()));
    return windows;
  }

  /** When time alone changes something: a window or a cooldown ends. */
  Instant changesAt() {
    Instant first = Instant.MAX;
    for (CooldownView cooldown : cooldowns) {
      first = earlier(first, cooldown.until());
    }
    for (WindowUsage window : windows()) {
      first = earlier(first, window.state().endsAt().orElse(first));
    }
    return first;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  void write(JsonGenerator json, Detail detail) throws IOException {
    var totals = usage.own().totals();
    json.writeStartObject();
    json.writeStringField("name", view.name());
    json.writeStringField("status", status());
    json.writeNumberField("requests", totals.requests());
    double left = fractionLeft();
    if (!Double.isNaN(left)) {
      json.writeNumberField("quota_remaining_percent", UsageJson.percent(left));
    }
    UsageJson.time(json, "last_used_timestamp", totals.lastUsed());
    json.writeStringField("stable_id", view.id());
    json.writeStringField("accessor_masked", view.masked());
    json.writeStringField("identifier", view.name());
    UsageJson.text(json, "email", view.email());
    UsageJson.text(json, "tier", view.tier());
    UsageJson.text(json, "needs_login", view.needsLogin());
    json.writeNumberField("priority", view.priority().orElse(UNKNOWN_PRIORITY));
    json.writeNumberField("active_requests", view.inFlight());
    json.writeObjectFieldStart("totals");
    UsageJson.counters(json, totals);
    json.writeEndObject();
    writeCooldowns(json);
    if (detail == Detail.FULL) {
      writeUsage(json);
    }
    json.writeEndObject();
  }

  /** How much of its tightest window is left, of 1; not a number if nothing is known. */
  double fractionLeft() {
    double least = Double.NaN;
    for (WindowUsage window : windows()) {
      double left = window.state().fractionLeft().orElse(Double.NaN);
      least = Double.isNaN(least) || left < least ? left : least;
    }
    return least;
  }

  private void writeCooldowns(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("cooldowns");
    for (CooldownView cooldown : cooldowns) {
      json.writeObjectFieldStart(cooldown.subject().orElse(WHOLE_CREDENTIAL));
      json.writeStringField("reason", cooldown.reason());
      json.writeNumberField("remaining_seconds", remaining(cooldown));
      json.writeStringField("source", cooldown.source());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private double remaining(CooldownView cooldown) {
    return Math.max(0, Duration.between(now, cooldown.until()).toMillis()) / 1000.0;
  }

  private void writeUsage(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("windows");
    writeWindows(json, usage.own());
    json.writeEndObject();
    json.writeObjectFieldStart("model_usage");
    for (var model : usage.models().entrySet()) {
      json.writeObjectFieldStart(provider + "/" + model.getKey());
      writeScope(json, model.getValue());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("group_usage");
    for (var group : usage.quotaGroups().entrySet()) {
      json.writeObjectFieldStart(group.getKey());
      writeScope(json, group.getValue());
      writeGroup(json, group.getKey(), group.getValue());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeObjectFieldStart("fair_cycle");
    for (String group : usage.quotaGroups().keySet()) {
      var cycle = source.fairCycle(provider, view.id(), group);
      json.writeObjectFieldStart(group);
      json.writeBooleanField("exhausted", cycle.exhausted());
      json.writeNumberField("cycle_request_count", cycle.requests());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeScope(JsonGenerator json, ScopeUsage scope) throws IOException {
    json.writeObjectFieldStart("windows");
    writeWindows(json, scope);
    json.writeEndObject();
    json.writeObjectFieldStart("totals");
    UsageJson.counters(json, scope.totals());
    json.writeEndObject();
  }

  private static void writeWindows(JsonGenerator json, ScopeUsage scope) throws IOException {
    for (WindowUsage window : scope.windows()) {
      UsageJson.window(json, window);
    }
  }

  private void writeGroup(JsonGenerator json, String group, ScopeUsage scope) throws IOException {
    var cycle = source.fairCycle(provider, view.id(), group);
    json.writeBooleanField("fair_cycle_exhausted", cycle.exhausted());
    UsageJson.text(json, "fair_cycle_reason", cycle.reason());
    Optional<CooldownView> cooldown =
        cooldowns.stream().filter(own -> own.subject().filter(group::equals).isPresent()).findAny();
    UsageJson.number(json, "cooldown_remaining", cooldown.map(this::remaining).orElse(Double.NaN));
    UsageJson.text(json, "cooldown_source", cooldown.map(CooldownView::source));
    var caps = source.caps(provider, view.id(), group);
    if (caps.isEmpty() || scope.windows().isEmpty()) {
      json.writeNullField("custom_cap");
      return;
    }
    var window = scope.windows().getFirst().state();
    long limit = caps.stream().mapToLong(cap -> Caps.most(cap, window.limit())).min().orElse(0);
    json.writeObjectFieldStart("custom_cap");
    json.writeNumberField("limit", limit);
    json.writeNumberField("used", window.used());
    json.writeNumberField("remaining", Math.max(0, limit - window.used()));
    json.writeEndObject();
  }
}
