package dev.keyrelay.engine.config;

import java.time.Duration;
import java.util.List;

/**
 * How long credentials and providers are set aside.
 *
 * @param steps after 1, 2, 3, … rate limits without a delay; the last one repeats; never empty
 * @param hintMax the most that a delay stated by upstream counts
 * @param lockout after upstream refused the credential
 * @param provider when a provider itself is set aside
 */
public record CooldownSettings(
    List<Duration> steps, Duration hintMax, Duration lockout, ProviderBackoff provider) {

  /**
   * When a provider is set aside, whatever the credential.
   *
   * @param window within which failures count together
   * @param threshold how many failures
   * @param base for how long the first time; doubled each time
   * @param max for how long at most
   */
  public record ProviderBackoff(Duration window, int threshold, Duration base, Duration max) {}

  public CooldownSettings {
    steps = List.copyOf(steps);
  }

  static CooldownSettings read(Settings settings) {
    return new CooldownSettings(
        settings.get(RetryVariables.COOLDOWN_STEPS),
        settings.get(RetryVariables.COOLDOWN_HINT_MAX),
        settings.get(RetryVariables.COOLDOWN_LOCKOUT),
        new ProviderBackoff(
            settings.get(RetryVariables.BACKOFF_WINDOW),
            settings.get(RetryVariables.BACKOFF_THRESHOLD),
            settings.get(RetryVariables.BACKOFF_BASE),
            settings.get(RetryVariables.BACKOFF_MAX)));
  }
}
