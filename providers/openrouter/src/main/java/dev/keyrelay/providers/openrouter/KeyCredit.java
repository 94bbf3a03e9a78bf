package dev.keyrelay.providers.openrouter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Credential;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.ProviderContext;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.QuotaReadings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads {@code GET /key}: the US dollars that a key may spend and has left (openrouter.ai/docs/api-
 * reference/limits). Dollars are too coarse for whole numbers, so the reading is a fraction.
 */
final class KeyCredit implements QuotaReadings {

  private final ProviderContext context;
  private final URI uri;
  private final Function<Credential, Headers> headers;

  KeyCredit(ProviderContext context, URI uri, Function<Credential, Headers> headers) {
    this.context = context;
    this.uri = uri;
    this.headers = headers;
  }

  @Override
  public List<QuotaReading> read(Credential credential) throws IOException, InterruptedException {
    JsonNode data = context.http().getJson(uri, headers.apply(credential)).path("data");
    if (!data.isObject()) {
      throw new IOException("key: no object \"data\" in the answer");
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

  @Override
  public Duration interval() {
    return context.settings().duration("QUOTA_REFRESH_INTERVAL", Duration.ofMinutes(5));
  }
}
