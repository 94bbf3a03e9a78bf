package dev.keyrelay.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Ability: ask upstream what quota a credential has left. */
public interface QuotaReadings {

  /** The variable of a service that lets the user choose {@link #interval}. */
  SettingDescription INTERVAL =
      new SettingDescription(
          "QUOTA_REFRESH_INTERVAL",
          SettingDescription.Kind.LENGTH,
          "5m",
          "How often the provider is asked what quota its credentials have left.");

  /**
   * What {@link #INTERVAL} says.
   *
   * @throws IllegalArgumentException if the value is no length
   */
  static Duration interval(ProviderSettings settings) {
    return settings.duration(INTERVAL.name(), Duration.ofMinutes(5));
  }

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
