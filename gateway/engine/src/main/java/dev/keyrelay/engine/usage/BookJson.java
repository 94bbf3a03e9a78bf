package dev.keyrelay.engine.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import java.util.List;

/**
 * Books as rows of JSON. Counts that are zero are left out; times are epoch milliseconds. Fields
 * are only ever added.
 */
final class BookJson {

  private BookJson() {}

  static ObjectNode write(Book book) {
    var row = JsonBody.MAPPER.createObjectNode();
    writeCounts(book, row);
    var windows = row.putObject("windows");
    for (Window window : book.all()) {
      writeWindow(window, windows.putObject(window.rule.name()));
    }
    return row;
  }

  static void read(Book book, JsonNode row, List<WindowRule> rules) {
    readCounts(book, row);
    row.path("windows")
        .properties()
        .forEach(entry -> book.added(readWindow(entry.getKey(), entry.getValue(), book, rules)));
  }

  private static void writeCounts(Counts counts, ObjectNode row) {
    put(row, "requests", counts.requests);
    put(row, "successes", counts.successes);
    put(row, "cancelled", counts.cancelled);
    put(row, "partial", counts.partial);
    put(row, "estimated", counts.estimated);
    put(row, "tool_calls", counts.toolCalls);
    put(row, "uncached_input", counts.uncachedInput);
    put(row, "cached_input", counts.cachedInput);
    put(row, "cache_write_input", counts.cacheWriteInput);
    put(row, "output", counts.output);
    put(row, "reasoning", counts.reasoning);
    put(row, "first_used", counts.firstUsed);
    put(row, "last_used", counts.lastUsed);
    if (!Double.isNaN(counts.cost)) {
      row.put("cost_usd", counts.cost);
    }
    var failures = counts.failures();
    if (!failures.isEmpty()) {
      var byKind = row.putObject("failures");
      failures.forEach((kind, times) -> byKind.put(kind.name(), times));
    }
  }

  static void readCounts(Counts counts, JsonNode row) {
    counts.requests = row.path("requests").asInt();
    counts.successes = row.path("successes").asInt();
    counts.cancelled = row.path("cancelled").asInt();
    counts.partial = row.path("partial").asInt();
    counts.estimated = row.path("estimated").asInt();
    counts.toolCalls = row.path("tool_calls").asInt();
    counts.uncachedInput = row.path("uncached_input").asLong();
    counts.cachedInput = row.path("cached_input").asLong();
    counts.cacheWriteInput = row.path("cache_write_input").asLong();
    counts.output = row.path("output").asLong();
    counts.reasoning = row.path("reasoning").asLong();
    counts.firstUsed = row.path("first_used").asLong();
    counts.lastUsed = row.path("last_used").asLong();
    counts.cost = row.path("cost_usd").asDouble(Double.NaN);
    for (FailureKind kind : FailureKind.values()) {
      int times = row.path("failures").path(kind.name()).asInt();
      if (times > 0) {
        counts.failed(kind, times);
      }
    }
  }

  private static void writeWindow(Window window, ObjectNode row) {
    writeCounts(window, row);
    put(row, "started_at", window.startedAt);
    put(row, "ends_at", window.endsAt);
    put(row, "used", window.used);
    put(row, "told_at", window.toldAt);
    put(row, "max_recorded", window.maxRecorded);
    put(row, "max_recorded_at", window.maxRecordedAt);
    if (window.endTold) {
      row.put("end_told", true);
    }
    if (window.limitTold >= 0) {
      row.put("limit", window.limitTold);
    }
    if (!Double.isNaN(window.fraction)) {
      row.put("fraction", window.fraction);
    }
    if (window.exhausted) {
      row.put("exhausted", true);
    }
  }

  private static Window readWindow(String name, JsonNode row, Book book, List<WindowRule> rules) {
    var rule =
        rules.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseGet(() -> WindowRule.named(name, book.span()));
    var window = new Window(rule);
    readCounts(window, row);
    window.startedAt = row.path("started_at").asLong();
    window.endsAt = row.path("ends_at").asLong();
    window.endTold = row.path("end_told").asBoolean();
    window.used = row.path("used").asLong();
    window.toldAt = row.path("told_at").asLong();
    window.maxRecorded = row.path("max_recorded").asLong();
    window.maxRecordedAt = row.path("max_recorded_at").asLong();
    window.limitTold = row.path("limit").asLong(-1);
    window.fraction = row.path("fraction").asDouble(Double.NaN);
    window.exhausted = row.path("exhausted").asBoolean();
    return window;
  }

  private static void put(ObjectNode row, String field, long value) {
    if (value != 0) {
      row.put(field, value);
    }
  }
}
