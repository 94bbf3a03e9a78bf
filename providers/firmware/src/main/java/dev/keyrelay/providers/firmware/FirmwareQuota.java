package dev.keyrelay.providers.firmware;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReading;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads {@code {"used":0.42,"reset":"2026-01-20T15:00:00Z"}}: the used part of a five-hour window,
 * and its end, which is null while no window runs.
 */
final class FirmwareQuota implements QuotaCall.Reader {

  @Override
  public List<QuotaReading> read(JsonNode answer) throws IOException {
    if (!answer.path("used").isNumber()) {
      throw new IOException("no number \"used\" in the answer");
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
}
