package dev.keyrelay.engine.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keyrelay.engine.usage.Usage;
import dev.keyrelay.engine.usage.WindowUsage;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Counters under the names of the system being replaced; times in seconds, costs in US dollars. */
final class UsageJson {

  private UsageJson() {}

  /** The counters of an object that has begun. */
  static void counters(JsonGenerator json, Usage usage) throws IOException {
    json.writeNumberField("request_count", usage.requests());
    json.writeNumberField("success_count", usage.successes());
    json.writeNumberField("failure_count", usage.failed());
    json.writeNumberField("cancelled_count", usage.cancelled());
    json.writeNumberField("partial_count", usage.partial());
    json.writeNumberField("estimated_count", usage.estimated());
    json.writeNumberField("tool_call_count", usage.toolCalls());
    json.writeNumberField("prompt_tokens", usage.uncachedInput());
    json.writeNumberField("completion_tokens", usage.output() - usage.reasoning());
    json.writeNumberField("thinking_tokens", usage.reasoning());
    json.writeNumberField("output_tokens", usage.output());
    json.writeNumberField("prompt_tokens_cache_read", usage.cachedInput());
    json.writeNumberField("prompt_tokens_cache_write", usage.cacheWriteInput());
    json.writeNumberField("total_tokens", usage.tokens());
    number(json, "approx_cost", usage.costUsd().orElse(Double.NaN));
    time(json, "first_used_at", usage.firstUsed());
    time(json, "last_used_at", usage.lastUsed());
    if (!usage.failures().isEmpty()) {
      json.writeObjectFieldStart("failures");
      for (var failure : usage.failures().entrySet()) {
        String name = failure.getKey().name().toLowerCase(Locale.ROOT);
        json.writeNumberField(name, failure.getValue());
      }
      json.writeEndObject();
    }
  }

  static void window(JsonGenerator json, WindowUsage window) throws IOException {
    var state = window.state();
    json.writeObjectFieldStart(state.rule().name());
    counters(json, window.usage());
    json.writeNumberField("used", state.used());
    count(json, "limit", state.limit());
    count(json, "remaining", state.remaining());
    json.writeNumberField("max_recorded_requests", window.maxRecorded());
    time(json, "max_recorded_at", window.maxRecordedAt());
    time(json, "reset_at", state.endsAt());
    if (state.fractionLeft().isPresent()) {
      json.writeNumberField("remaining_percent", percent(state.fractionLeft().getAsDouble()));
    }
    json.writeEndObject();
  }

  static void count(JsonGenerator json, String name, OptionalLong value) throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.getAsLong());
    } else {
      json.writeNullField(name);
    }
  }

  /** A number, or null for one that is not known. */
  static void number(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isNaN(value)) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  static void text(JsonGenerator json, String name, Optional<String> value) throws IOException {
    json.writeStringField(name, value.orElse(null));
  }

  static void time(JsonGenerator json, String name, Optional<Instant> value) throws IOException {
    number(json, name, value.map(UsageJson::seconds).orElse(Double.NaN));
  }

  static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1000.0;
  }

  /** A share of 1 as a percentage with one decimal. */
  static double percent(double share) {
    return Math.round(share * 1000) / 10.0;
  }
}
