package dev.keyrelay.spi.google;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.ProviderProfile;
import dev.keyrelay.spi.QuotaReading;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Gathers what Code Assist tells of quotas, by model, into one reading for each quota group: that
 * of its model with the least left.
 */
public final class CodeAssistQuotas {

  private final ProviderProfile profile;
  private final Optional<String> tier;
  private final String window;
  private final Limits limits;
  private final Map<String, QuotaReading> lowest = new HashMap<>();

  /** How many requests a window has, where that is known. */
  @FunctionalInterface
  public interface Limits {

    /** The limit of a tier for a quota group, or for a model without one. */
    OptionalLong of(CodeAssistTier tier, String subject);
  }

  /**
   * No readings yet.
   *
   * @param profile knows the quota groups
   * @param tier the account's, as it is kept
   * @param window names the window, such as {@code daily}
   */
  public CodeAssistQuotas(
      ProviderProfile profile, Optional<String> tier, String window, Limits limits) {
    this.profile = profile;
    this.tier = tier;
    this.window = window;
    this.limits = limits;
  }

  /**
   * Adds what is told of a model.
   *
   * @param info has {@code remainingFraction}, absent or null if nothing is left, and {@code
   *     resetTime}, which means something only of a quota in use: a full one's moves with the clock
   */
  public void add(String model, JsonNode info) {
    String subject = profile.quotaGroup(model).orElse(model);
    double left = Math.clamp(info.path("remainingFraction").asDouble(0), 0, 1);
    var limit = limits.of(CodeAssistTier.of(tier.orElse("")), subject);
    var reading =
        new QuotaReading(
            subject,
            window,
            limit,
            limit.isPresent()
                ? OptionalLong.of((long) Math.floor((1 - left) * limit.getAsLong() + 1e-6))
                : OptionalLong.empty(),
            OptionalDouble.of(left),
            left < 1 ? time(info.path("resetTime").asText("")) : Optional.empty(),
            left == 0,
            tier);
    lowest.merge(subject, reading, CodeAssistQuotas::lower);
  }

  private static QuotaReading lower(QuotaReading one, QuotaReading other) {
    return one.remainingFraction().orElse(0) <= other.remainingFraction().orElse(0) ? one : other;
  }

  private static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  /** The readings, by group. */
  public List<QuotaReading> readings() {
    return lowest.values().stream().sorted(Comparator.comparing(QuotaReading::subject)).toList();
  }
}
