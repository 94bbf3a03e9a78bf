package dev.keyrelay.engine.stats;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keyrelay.engine.usage.Usage;
import java.io.IOException;
import java.time.Instant;

/** Sums over credentials. */
final class Tally {

  long credentials;
  long active;
  long exhausted;
  long requests;
  long cached;
  long uncached;
  long output;
  Instant changesAt = Instant.MAX;
  private double cost = Double.NaN;

  void add(Usage usage) {
    requests += usage.requests();
    cached += usage.cachedInput();
    uncached += usage.uncachedInput() + usage.cacheWriteInput();
    output += usage.output();
    usage.costUsd().ifPresent(this::addCost);
  }

  void add(Tally other) {
    credentials += other.credentials;
    active += other.active;
    exhausted += other.exhausted;
    requests += other.requests;
    cached += other.cached;
    uncached += other.uncached;
    output += other.output;
    changesBy(other.changesAt);
    if (!Double.isNaN(other.cost)) {
      addCost(other.cost);
    }
  }

  void changesBy(Instant moment) {
    changesAt = moment.isBefore(changesAt) ? moment : changesAt;
  }

  private void addCost(double usd) {
    cost = Double.isNaN(cost) ? usd : cost + usd;
  }

  long tokens() {
    return cached + uncached + output;
  }

  void writeTokens(JsonGenerator json) throws IOException {
    long input = cached + uncached;
    double share = input == 0 ? 0 : Math.round(1000.0 * cached / input) / 10.0;
    json.writeObjectFieldStart("tokens");
    json.writeNumberField("input_cached", cached);
    json.writeNumberField("input_uncached", uncached);
    json.writeNumberField("input_cache_pct", share);
    json.writeNumberField("output", output);
    json.writeEndObject();
  }

  void writeCost(JsonGenerator json) throws IOException {
    UsageJson.number(json, "approx_cost", cost);
  }
}
