package dev.keyrelay.providers.deepseek;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.QuotaCall;
import dev.keyrelay.spi.QuotaReading;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads {@code GET /user/balance}: {@code {"is_available":true,"balance_infos":[…]}}
 * (api-docs.deepseek.com/api/get-user-balance). An amount of money without a limit is no fraction,
 * so the reading tells only whether any is left.
 */
final class DeepSeekBalance implements QuotaCall.Reader {

  @Override
  public List<QuotaReading> read(JsonNode answer) throws IOException {
    if (!answer.path("is_available").isBoolean()) {
      throw new IOException("no boolean \"is_available\" in the answer");
    }
    return List.of(
        new QuotaReading(
            "*",
            "balance",
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            !answer.path("is_available").asBoolean(),
            Optional.empty()));
  }
}
