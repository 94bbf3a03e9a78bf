package dev.keyrelay.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Reads quota by one GET of a JSON object, as often as {@link QuotaReadings#INTERVAL} says. */
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
  private final Duration interval;

  /**
   * A reading of quota.
   *
   * @param headers what a credential is shown with
   * @throws IllegalArgumentException if the interval that the user chose is no length
   */
  public QuotaCall(
      ProviderContext context, URI uri, Function<Credential, Headers> headers, Reader reader) {
    this.context = context;
    this.uri = uri;
    this.headers = headers;
    this.reader = reader;
    this.interval = QuotaReadings.interval(context.settings());
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
    return interval;
  }
}
