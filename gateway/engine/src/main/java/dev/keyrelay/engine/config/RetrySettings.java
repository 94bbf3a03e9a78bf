package dev.keyrelay.engine.config;

import java.time.Duration;

/**
 * What happens between attempts.
 *
 * @param waitBelow a delay that upstream asks for and that is shorter than this is waited for on
 *     the same credential
 * @param pause before the same target is tried again after a failure of the provider
 * @param jitter the most that is added to {@code pause} at random
 */
public record RetrySettings(Duration waitBelow, Duration pause, Duration jitter) {

  static RetrySettings read(Settings settings) {
    return new RetrySettings(
        settings.get(RetryVariables.SMALL_COOLDOWN),
        settings.get(RetryVariables.TRANSIENT_DELAY),
        settings.get(RetryVariables.TRANSIENT_JITTER));
  }
}
