package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Counts that grow. Guarded by the lock of the credential that they belong to. */
class Counts {

  private static final FailureKind[] KINDS = FailureKind.values();

  int requests;
  int successes;
  int cancelled;
  int partial;
  int estimated;
  int toolCalls;
  long uncachedInput;
  long cachedInput;
  long cacheWriteInput;
  long output;
  long reasoning;
  double cost = Double.NaN;
  long firstUsed;
  long lastUsed;
  private int @Nullable [] failures;

  void add(Outcome outcome, TokenUsage usage, OptionalDouble price) {
    requests++;
    switch (outcome.result()) {
      case SUCCEEDED -> successes++;
      case CANCELLED -> cancelled++;
      case PARTIAL -> partial++;
      case FAILED -> outcome.failure().ifPresent(kind -> failed(kind, 1));
    }
    estimated += usage.estimated() ? 1 : 0;
    toolCalls += (int) usage.apart().toolCalls();
    uncachedInput += usage.uncachedInput();
    cachedInput += usage.cachedInput();
    cacheWriteInput += usage.cacheWriteInput();
    output += usage.output();
    reasoning += usage.reasoning();
    price.ifPresent(this::paid);
    long at = outcome.at().toEpochMilli();
    firstUsed = firstUsed == 0 ? at : Math.min(firstUsed, at);
    lastUsed = Math.max(lastUsed, at);
  }

  final void paid(double usd) {
    cost = Double.isNaN(cost) ? usd : cost + usd;
  }

  final void failed(FailureKind kind, int times) {
    if (failures == null) {
      failures = new int[KINDS.length];
    }
    failures[kind.ordinal()] += times;
  }

  void clear() {
    requests = 0;
    successes = 0;
    cancelled = 0;
    partial = 0;
    estimated = 0;
    toolCalls = 0;
    uncachedInput = 0;
    cachedInput = 0;
    cacheWriteInput = 0;
    output = 0;
    reasoning = 0;
    cost = Double.NaN;
    firstUsed = 0;
    lastUsed = 0;
    failures = null;
  }

  /** Takes over every count of another. */
  final void take(Counts other) {
    requests = other.requests;
    successes = other.successes;
    cancelled = other.cancelled;
    partial = other.partial;
    estimated = other.estimated;
    toolCalls = other.toolCalls;
    uncachedInput = other.uncachedInput;
    cachedInput = other.cachedInput;
    cacheWriteInput = other.cacheWriteInput;
    output = other.output;
    reasoning = other.reasoning;
    cost = other.cost;
    firstUsed = other.firstUsed;
    lastUsed = other.lastUsed;
    failures = other.failures;
  }

  final Usage usage() {
    return new Usage(
        requests,
        successes,
        failures(),
        cancelled,
        partial,
        estimated,
        toolCalls,
        uncachedInput,
        cachedInput,
        cacheWriteInput,
        output,
        reasoning,
        Double.isNaN(cost) ? OptionalDouble.empty() : OptionalDouble.of(cost),
        instant(firstUsed),
        instant(lastUsed));
  }

  final Map<FailureKind, Long> failures() {
    if (failures == null) {
      return Map.of();
    }
    var byKind = new EnumMap<FailureKind, Long>(FailureKind.class);
    for (FailureKind kind : KINDS) {
      if (failures[kind.ordinal()] > 0) {
        byKind.put(kind, (long) failures[kind.ordinal()]);
      }
    }
    return byKind;
  }

  /** An instant of epoch milliseconds, of which 0 stands for never. */
  static Optional<Instant> instant(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
