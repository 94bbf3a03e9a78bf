package dev.keyrelay.providers.firmware;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.QuotaReadings;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads {@code {"used":0.42,"reset":"2026-01-20T15:00:00Z"}}: the used part of a five-hour window,
 * and its end, which is null while no window runs.
 */
final class FirmwareQuota implements QuotaReadings {

  private final ProviderContext context;
  private final URI uri;
  private final Function<Credential, Headers> headers;

  FirmwareQuota(ProviderContext context, URI uri, Function<Credential, Headers> headers) {
    this.context = context;
    this.uri = uri;
    this.headers = headers;
  }

  @Override
  public List<QuotaReading> read(Credential credential) throws IOException, InterruptedException {
    JsonNode answer = context.http().getJson(uri, headers.apply(credential));
    if (!answer.path("used").isNumber()) {
      throw new IOException(uri + ": no number \"used\" in the answer");
    }
    double left = Math.clamp(1 - answer.path("used").asDouble(), 0, 1);
    return List.of(
        new QuotaReading(
            FirmwareProvider.QUOTA_GROUP,
            "5h",
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.of(left),
            reset(answer.path("reset").asText("")),
            left == 0,
            Optional.empty()));
  }

  private static Optional<Instant> reset(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public Duration interval() {
    return context.settings().duration("QUOTA_REFRESH_INTERVAL", Duration.ofMinutes(5));
  }
}
