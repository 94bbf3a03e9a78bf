package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.RETRIES;

import java.time.Duration;
import java.util.List;

/** The variables of what happens after a failure. */
final class RetryVariables {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Form<Duration> PAUSE = Forms.duration(Duration.ZERO, DAY);
  private static final Form<Duration> COOLDOWN = Forms.duration(SECOND, Duration.ofDays(31));

  static final Variable<Duration> SMALL_COOLDOWN =
      Variable.of(
          RETRIES,
          "SMALL_COOLDOWN_RETRY_THRESHOLD",
          PAUSE,
          Duration.ofSeconds(10),
          "A delay that upstream asks for, such as Retry-After, is waited out on the same"
              + " credential if it is shorter than this; a request waits as long for the next slot"
              + " of a rate limit.");

  static final Variable<Duration> TRANSIENT_DELAY =
      Variable.of(
          RETRIES,
          "TRANSIENT_RETRY_DELAY",
          PAUSE,
          SECOND,
          "The pause before the same target is retried after a failure of the provider.");

  static final Variable<Duration> TRANSIENT_JITTER =
      Variable.of(
          RETRIES,
          "TRANSIENT_RETRY_JITTER",
          PAUSE,
          Duration.ofMillis(500),
          "The longest random addition to that pause.");

  static final Variable<List<Duration>> COOLDOWN_STEPS =
      Variable.of(
          RETRIES,
          "COOLDOWN_STEPS",
          Forms.durations(SECOND, DAY),
          List.of(
              Duration.ofSeconds(10),
              Duration.ofSeconds(30),
              Duration.ofSeconds(60),
              Duration.ofSeconds(120)),
          "The cooldowns of a credential for a model after 1, 2, 3, … rate limits in a row that do"
              + " not say how long to wait.");

  static final Variable<Duration> COOLDOWN_HINT_MAX =
      Variable.of(
          RETRIES,
          "COOLDOWN_HINT_MAX",
          COOLDOWN,
          Duration.ofHours(1),
          "The longest cooldown that upstream's word is taken for; after that, one request tries"
              + " again.");

  static final Variable<Duration> COOLDOWN_LOCKOUT =
      Variable.of(
          RETRIES,
          "COOLDOWN_LOCKOUT",
          COOLDOWN,
          Duration.ofSeconds(300),
          "The cooldown of a credential that upstream refused (401, 403); it doubles with each"
              + " refusal in a row, up to twelve times this.");

  static final Variable<Duration> BACKOFF_WINDOW =
      cooldown(
          "PROVIDER_BACKOFF_WINDOW_SECONDS",
          60,
          "How far back failures of a provider are counted.");

  static final Variable<Integer> BACKOFF_THRESHOLD =
      Variable.of(
          RETRIES,
          "PROVIDER_BACKOFF_THRESHOLD",
          Forms.whole(1, 1000),
          3,
          "After this many failures within the window, without a success in between, a provider is"
              + " used last; after this many of one model, that model is not called at all.");

  static final Variable<Duration> BACKOFF_BASE =
      cooldown(
          "PROVIDER_BACKOFF_BASE_SECONDS",
          10,
          "How long that lasts the first time; it doubles after that. A model that is not called at"
              + " all is tried by one request after at most six times this.");

  static final Variable<Duration> BACKOFF_MAX =
      cooldown("PROVIDER_BACKOFF_MAX_SECONDS", 300, "The longest that it lasts.");

  private RetryVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.of(
        SMALL_COOLDOWN,
        TRANSIENT_DELAY,
        TRANSIENT_JITTER,
        COOLDOWN_STEPS,
        COOLDOWN_HINT_MAX,
        COOLDOWN_LOCKOUT,
        BACKOFF_WINDOW,
        BACKOFF_THRESHOLD,
        BACKOFF_BASE,
        BACKOFF_MAX);
  }

  private static Variable<Duration> cooldown(String name, int seconds, String meaning) {
    return Variable.of(RETRIES, name, COOLDOWN, Duration.ofSeconds(seconds), meaning);
  }
}
