package dev.keyrelay.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What upstream says of one quota of one credential.
 *
 * @param subject the quota group or the model it is about, or {@code *} for the whole credential
 * @param window names the window, such as {@code daily}
 * @param limit the most that may be used in the window, if given
 * @param used what was used in the window, if given
 * @param remainingFraction what is left, 0 to 1, if given
 * @param resetsAt when the window ends, if given
 * @param exhausted whether upstream says that nothing is left
 * @param tier the account's tier, if this reading tells it
 */
public record QuotaReading(
    String subject,
    String window,
    OptionalLong limit,
    OptionalLong used,
    OptionalDouble remainingFraction,
    Optional<Instant> resetsAt,
    boolean exhausted,
    Optional<String> tier) {

  /** The same reading of another model or quota group. */
  public QuotaReading withSubject(String other) {
    return new QuotaReading(
        other, window, limit, used, remainingFraction, resetsAt, exhausted, tier);
  }

  /** A window of which upstream says that its whole limit is used. */
  public static QuotaReading spent(
      String subject, String window, long limit, Optional<Instant> resetsAt) {
    return new QuotaReading(
        subject,
        window,
        OptionalLong.of(limit),
        OptionalLong.of(limit),
        OptionalDouble.empty(),
        resetsAt,
        true,
        Optional.empty());
  }
}
