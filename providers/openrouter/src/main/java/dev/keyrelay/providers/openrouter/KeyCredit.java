package dev.keyrelay.providers.openrouter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReading;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads {@code GET /key}: the US dollars that a key may spend and has left (openrouter.ai/docs/api-
 * reference/limits). Dollars are too coarse for whole numbers, so the reading is a fraction.
 */
final class KeyCredit implements QuotaCall.Reader {

  @Override
  public List<QuotaReading> read(JsonNode answer) throws IOException {
    JsonNode data = answer.path("data");
    if (!data.isObject()) {
      throw new IOException("no object \"data\" in the answer");
    }
    double limit = data.path("limit").asDouble(0);
    JsonNode left = data.path("limit_remaining");
    boolean limited = limit > 0 && left.isNumber();
    double fraction = limited ? Math.clamp(left.asDouble() / limit, 0, 1) : 1;
    return List.of(
        new QuotaReading(
            OpenRouterProvider.PAID,
            data.path("limit_reset").asText("credit"),
            OptionalLong.empty(),
            OptionalLong.empty(),
            limited ? OptionalDouble.of(fraction) : OptionalDouble.empty(),
            Optional.empty(),
            limited && fraction == 0,
            Optional.of(data.path("is_free_tier").asBoolean() ? "free" : "paid")));
  }
}
