package dev.keyrelay.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Reads quota by one GET of a JSON object, every five minutes unless the provider's variable {@code
 * QUOTA_REFRESH_INTERVAL} says otherwise.
 */
public final class QuotaCall implements QuotaReadings {

  /** Finds the readings in an answer. */
  @FunctionalInterface
  public interface Reader {

    /**
     * The readings.
     *
     * @throws IOException if the answer is not what the service documents; its message names what
     *     is missing
     */
    List<QuotaReading> read(JsonNode answer) throws IOException;
  }

  private final ProviderContext context;
  private final URI uri;
  private final Function<Credential, Headers> headers;
  private final Reader reader;

  /**
   * A reading of quota.
   *
   * @param headers what a credential is shown with
   */
  public QuotaCall(
      ProviderContext context, URI uri, Function<Credential, Headers> headers, Reader reader) {
    this.context = context;
    this.uri = uri;
    this.headers = headers;
    this.reader = reader;
  }

  @Override
  public List<QuotaReading> read(Credential credential) throws IOException, InterruptedException {
    JsonNode answer = context.http().getJson(uri, headers.apply(credential));
    try {
      return reader.read(answer);
    } catch (IOException e) {
      throw new IOException(uri + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Duration interval() {
    return context.settings().duration("QUOTA_REFRESH_INTERVAL", Duration.ofMinutes(5));
  }
}
