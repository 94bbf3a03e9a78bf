package dev.keyrelay.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Ability: ask upstream what quota a credential has left. */
public interface QuotaReadings {

  /**
   * Asks upstream.
   *
   * @throws IOException if upstream did not answer with a reading
   * @throws InterruptedException if the calling thread was interrupted
   */
  List<QuotaReading> read(Credential credential) throws IOException, InterruptedException;

  /** How often the gateway asks. */
  default Duration interval() {
    return Duration.ofMinutes(5);
  }
}
