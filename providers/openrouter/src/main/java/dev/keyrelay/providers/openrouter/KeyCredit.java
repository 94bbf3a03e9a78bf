package dev.keyrelay.providers.openrouter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReading;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads {@code GET /key}: the US dollars that a key may spend and has left, and how many requests
 * to models without a price the account made today (openrouter.ai/docs/api-reference/limits).
 * Dollars are too coarse for whole numbers, so their reading is a fraction.
 */
record KeyCredit(InstantSource clock) implements QuotaCall.Reader {

  @Override
  public List<QuotaReading> read(JsonNode answer) throws IOException {
    JsonNode data = answer.path("data");
    if (!data.isObject()) {
      throw new IOException("no object \"data\" in the answer");
    }
    var tier = Optional.of(data.path("is_free_tier").asBoolean() ? "free" : "paid");
    JsonNode free = data.path("free_model_daily_requests");
    return free.path("limit").asLong(0) > 0
        ? List.of(credit(data, tier), allowance(free, tier))
        : List.of(credit(data, tier));
  }

  private static QuotaReading credit(JsonNode data, Optional<String> tier) {
    double limit = data.path("limit").asDouble(0);
    JsonNode left = data.path("limit_remaining");
    boolean limited = limit > 0 && left.isNumber();
    double fraction = limited ? Math.clamp(left.asDouble() / limit, 0, 1) : 1;
    return new QuotaReading(
        OpenRouterProvider.PAID,
        data.path("limit_reset").asText("credit"),
        OptionalLong.empty(),
        OptionalLong.empty(),
        limited ? OptionalDouble.of(fraction) : OptionalDouble.empty(),
        Optional.empty(),
        limited && fraction == 0,
        tier);
  }

  /** Never exhausted: some accounts are not held to it, and the others hear so by a 429. */
  private QuotaReading allowance(JsonNode free, Optional<String> tier) {
    long limit = free.path("limit").asLong();
    return new QuotaReading(
        OpenRouterProvider.FREE,
        "daily",
        OptionalLong.of(limit),
        OptionalLong.of(free.path("used").asLong(0)),
        OptionalDouble.of(Math.clamp(free.path("remaining").asDouble(limit) / limit, 0, 1)),
        Optional.of(nextMidnight(clock.instant())),
        false,
        tier);
  }

  private static Instant nextMidnight(Instant now) {
    return now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).plusDays(1).toInstant();
  }
}
