package dev.keyrelay.providers.chutes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReading;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads {@code {"quota":2000,"used":137.5}}: requests per day, counted anew at 00:00 UTC. */
record ChutesQuota(InstantSource clock) implements QuotaCall.Reader {

  static final URI USAGE = URI.create("https://api.chutes.ai/users/me/quota_usage/me");

  @Override
  public List<QuotaReading> read(JsonNode answer) throws IOException {
    if (!answer.path("quota").isNumber() || !answer.path("used").isNumber()) {
      throw new IOException("no numbers \"quota\" and \"used\" in the answer");
    }
    long quota = answer.path("quota").asLong();
    double used = Math.max(0, answer.path("used").asDouble());
    boolean limited = quota > 0;
    return List.of(
        new QuotaReading(
            ChutesProvider.QUOTA_GROUP,
            "daily",
            limited ? OptionalLong.of(quota) : OptionalLong.empty(),
            OptionalLong.of((long) used),
            limited
                ? OptionalDouble.of(Math.clamp((quota - used) / quota, 0, 1))
                : OptionalDouble.empty(),
            Optional.of(nextMidnight(clock.instant())),
            limited && used >= quota,
            Optional.of(tier(quota))));
  }

  private static Instant nextMidnight(Instant now) {
    return now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).plusDays(1).toInstant();
  }

  private static String tier(long quota) {
    return switch ((int) Math.min(quota, Integer.MAX_VALUE)) {
      case 200 -> "legacy";
      case 2000 -> "plus";
      case 5000 -> "pro";
      default -> "base";
    };
  }
}
