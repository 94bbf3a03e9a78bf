package dev.keyrelay.engine.config;

import java.time.Duration;

/**
 * How much of the responses surface's answers is kept for providers that keep none.
 *
 * @param maxBytes the most bytes of all of them together; 0 keeps none
 * @param maxAge how long one is kept
 */
public record StoredResponseSettings(long maxBytes, Duration maxAge) {

  /** Reads the settings; each value that does not hold becomes a finding. */
  public static StoredResponseSettings read(Settings settings) {
    return new StoredResponseSettings(
        settings.get(StorageVariables.STORED_RESPONSES_SIZE),
        settings.get(StorageVariables.STORED_RESPONSES_AGE));
  }
}
