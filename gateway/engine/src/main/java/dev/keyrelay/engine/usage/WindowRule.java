package dev.keyrelay.engine.usage;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A window in which usage is counted.
 *
 * @param name names it, unique in its provider, such as {@code daily}
 * @param period how long it lasts
 * @param unit what its limit counts
 * @param span what is counted together
 * @param primary whether selection orders credentials by its count
 * @param limit the most that the user allows in it; what upstream states is learnt from readings
 * @param only the one model or quota group that it is for, folded as names in variables are; every
 *     one if absent
 */
public record WindowRule(
    String name,
    Period period,
    Unit unit,
    Span span,
    boolean primary,
    OptionalLong limit,
    Optional<String> only) {

  /** What is counted together. */
  public enum Span {
    /** Each model, and each quota group, by itself. */
    QUOTA_SCOPE,
    /** The whole credential. */
    CREDENTIAL
  }

  /** What every provider counts unless it says otherwise: requests in 24 hours from first use. */
  public static final WindowRule DAILY =
      new WindowRule(
          "daily",
          new Period.Rolling(Duration.ofDays(1)),
          Unit.REQUESTS,
          Span.QUOTA_SCOPE,
          true,
          OptionalLong.empty());

  /** A window for every model and quota group. */
  public WindowRule(
      String name, Period period, Unit unit, Span span, boolean primary, OptionalLong limit) {
    this(name, period, unit, span, primary, limit, Optional.empty());
  }

  public WindowRule {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: blank (expected: the window's name)");
    }
    if (limit.isPresent() && limit.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "limit of " + name + ": " + limit.getAsLong() + " (expected: 0 or more)");
    }
  }

  /** This window with a limit that the user sets. */
  public WindowRule limitedTo(long most) {
    return new WindowRule(name, period, unit, span, primary, OptionalLong.of(most), only);
  }

  /**
   * The window that a reading names and no rule defines: {@code tokens_per_minute}, {@code
   * requests_per_day}, {@code 5h}, {@code weekly}. What the name does not tell is left to upstream.
   */
  static WindowRule named(String name, Span span) {
    String text = name.toLowerCase(Locale.ROOT);
    return new WindowRule(name, length(text), unit(text), span, false, OptionalLong.empty());
  }

  private static Unit unit(String text) {
    if (text.startsWith("input_tokens")) {
      return Unit.INPUT_TOKENS;
    }
    if (text.startsWith("output_tokens")) {
      return Unit.OUTPUT_TOKENS;
    }
    return text.startsWith("tokens") ? Unit.TOKENS : Unit.REQUESTS;
  }

  private static Period length(String text) {
    return switch (text.substring(text.indexOf("_per_") + 1)) {
      case "per_minute" -> new Period.Bucket(Duration.ofMinutes(1));
      case "per_hour" -> new Period.Bucket(Duration.ofHours(1));
      case "per_day" -> new Period.Bucket(Duration.ofDays(1));
      case "per_month" -> new Period.Monthly(0);
      case "hourly" -> new Period.Rolling(Duration.ofHours(1));
      case "daily" -> new Period.Rolling(Duration.ofDays(1));
      case "weekly" -> new Period.Weekly(DayOfWeek.SUNDAY, Period.RESET_HOUR);
      case "monthly" -> new Period.Monthly(Period.RESET_HOUR);
      default -> hours(text).<Period>map(Period.Rolling::new).orElse(new Period.Authoritative());
    };
  }

  private static Optional<Duration> hours(String text) {
    if (!text.matches("[1-9][0-9]{0,3}[hd]")) {
      return Optional.empty();
    }
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    return Optional.of(text.endsWith("h") ? Duration.ofHours(count) : Duration.ofDays(count));
  }
}
