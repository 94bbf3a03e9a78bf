package dev.keyrelay.providers.deepseek;

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
 * Reads {@code GET /user/balance}: {@code {"is_available":true,"balance_infos":[…]}}
 * (api-docs.deepseek.com/api/get-user-balance). An amount of money without a limit is no fraction,
 * so the reading tells only whether any is left.
 */
final class DeepSeekBalance implements QuotaReadings {

  private final ProviderContext context;
  private final URI uri;
  private final Function<Credential, Headers> headers;

  DeepSeekBalance(ProviderContext context, URI uri, Function<Credential, Headers> headers) {
    this.context = context;
    this.uri = uri;
    this.headers = headers;
  }

  @Override
  public List<QuotaReading> read(Credential credential) throws IOException, InterruptedException {
    JsonNode answer = context.http().getJson(uri, headers.apply(credential));
    if (!answer.path("is_available").isBoolean()) {
      throw new IOException(uri + ": no boolean \"is_available\" in the answer");
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

  @Override
  public Duration interval() {
    return context.settings().duration("QUOTA_REFRESH_INTERVAL", Duration.ofMinutes(5));
  }
}
