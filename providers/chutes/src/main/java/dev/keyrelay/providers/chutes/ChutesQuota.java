package dev.keyrelay.providers.chutes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.QuotaReadings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads {@code {"quota":2000,"used":137.5}}: requests per day, counted anew at 00:00 UTC. */
final class ChutesQuota implements QuotaReadings {

  private static final URI USAGE = URI.create("https://api.chutes.ai/users/me/quota_usage/me");

  private final ProviderContext context;
  private final Function<Credential, Headers> headers;

  ChutesQuota(ProviderContext context, Function<Credential, Headers> headers) {
    this.context = context;
    this.headers = headers;
  }

  @Override
  public List<QuotaReading> read(Credential credential) throws IOException, InterruptedException {
    JsonNode answer = context.http().getJson(USAGE, headers.apply(credential));
    if (!answer.path("quota").isNumber() || !answer.path("used").isNumber()) {
      throw new IOException(USAGE + ": no numbers \"quota\" and \"used\" in the answer");
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
            Optional.of(nextMidnight(context.clock().instant())),
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

  @Override
  public Duration interval() {
    return context.settings().duration("QUOTA_REFRESH_INTERVAL", Duration.ofMinutes(5));
  }
}
