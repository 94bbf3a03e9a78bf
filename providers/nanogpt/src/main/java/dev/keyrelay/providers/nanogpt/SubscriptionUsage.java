package dev.keyrelay.providers.nanogpt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReading;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads {@code GET /api/subscription/v1/usage}: {@code {"state":"active","limits":{"daily":2000},
 * "daily":{"used":12,"remaining":1988,"percentUsed":0.006,"resetAt":…ms}}}. The names of the
 * buckets have changed over time ({@code daily}, {@code monthly}; {@code weeklyInputTokens}, {@code
 * dailyInputTokens}, {@code dailyImages}), so every object that carries a use is one.
 */
final class SubscriptionUsage implements QuotaCall.Reader {

  @Override
  public List<QuotaReading> read(JsonNode answer) throws IOException {
    if (!answer.path("state").isTextual() && !answer.path("active").isBoolean()) {
      throw new IOException("neither \"state\" nor \"active\" in the answer");
    }
    var readings = new ArrayList<QuotaReading>();
    for (var field : answer.properties()) {
      if (field.getValue().has("used") || field.getValue().has("percentUsed")) {
        readings.add(reading(field.getKey(), field.getValue(), answer));
      }
    }
    return readings;
  }

  private static QuotaReading reading(String name, JsonNode bucket, JsonNode answer) {
    long limit = answer.path("limits").path(name).asLong(0);
    var fraction = limit > 0 ? fraction(bucket, limit) : OptionalDouble.empty();
    boolean enforced = !name.equals("daily") || answer.path("enforceDailyLimit").asBoolean();
    long resetAt = bucket.path("resetAt").asLong(0);
    return new QuotaReading(
        name,
        name,
        limit > 0 ? OptionalLong.of(limit) : OptionalLong.empty(),
        bucket.path("used").isNumber()
            ? OptionalLong.of(bucket.path("used").asLong())
            : OptionalLong.empty(),
        fraction,
        resetAt > 0 ? Optional.of(Instant.ofEpochMilli(resetAt)) : Optional.empty(),
        enforced && fraction.isPresent() && fraction.getAsDouble() <= 0,
        Optional.of(tier(answer.path("state").asText(""))));
  }

  private static OptionalDouble fraction(JsonNode bucket, long limit) {
    if (bucket.path("remaining").isNumber()) {
      return OptionalDouble.of(Math.clamp(bucket.path("remaining").asDouble() / limit, 0, 1));
    }
    return bucket.path("percentUsed").isNumber()
        ? OptionalDouble.of(Math.clamp(1 - bucket.path("percentUsed").asDouble(), 0, 1))
        : OptionalDouble.empty();
  }

  private static String tier(String state) {
    return switch (state) {
      case "active", "grace" -> "subscription-" + state;
      default -> "no-subscription";
    };
  }
}
