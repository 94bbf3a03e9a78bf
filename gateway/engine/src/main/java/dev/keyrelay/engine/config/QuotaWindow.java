package dev.keyrelay.engine.config;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much a credential may use in a window of time.
 *
 * @param tiers the credential priorities that it is for; empty for those that no other names
 * @param of what is counted together
 * @param unit what is counted
 * @param most how much, at least 1
 * @param length how long a window lasts
 */
public record QuotaWindow(
    Set<Integer> tiers, LimitedThing of, RateLimit.Unit unit, long most, Length length) {

  /** The hour, UTC, at which windows of the calendar end unless one is given. */
  private static final int RESET_HOUR = 3;

  /** How long a window lasts. */
  public sealed interface Length {}

  /** So long from its first use. */
  public record Rolling(Duration length) implements Length {}

  /** Until an hour, UTC, of every day. */
  public record Day(int hour) implements Length {}

  /** Until an hour, UTC, of a day of every week. */
  public record Week(DayOfWeek day, int hour) implements Length {}

  /** Until an hour, UTC, of the first day of every month. */
  public record Month(int hour) implements Length {}

  /** An amount in a window, as it is written. */
  record Amount(RateLimit.Unit unit, long most, Length length, String text) {}

  /** How windows are written. */
  static final Form<List<Amount>> FORM =
      Forms.listed(
          "amounts separated by commas, each a whole number (of requests, or of tokens,"
              + " input_tokens or output_tokens), a slash, and a length from the first use such as"
              + " 5h or 7d, or day, week or month, these with an hour (UTC) such as day@0 or"
              + " week@mon@7",
          QuotaWindow::amount,
          Amount::text);

  private static final Pattern AMOUNT =
      Pattern.compile("([1-9]\\d{0,14}) ?(requests|tokens|input_tokens|output_tokens)?/(.+)");
  private static final Pattern CALENDAR =
      Pattern.compile("(day|week|month)(?:@(mon|tue|wed|thu|fri|sat|sun))?(?:@(\\d{1,2}))?");

  public QuotaWindow {
    tiers = Set.copyOf(tiers);
  }

  private static Optional<Amount> amount(String written) {
    String text = written.toLowerCase(Locale.ROOT);
    var matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var unit =
        Optional.ofNullable(matcher.group(2))
            .map(word -> RateLimit.Unit.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(RateLimit.Unit.REQUESTS);
    long most = Long.parseLong(matcher.group(1));
    return length(matcher.group(3).strip()).map(length -> new Amount(unit, most, length, text));
  }

  private static Optional<Length> length(String text) {
    var calendar = CALENDAR.matcher(text);
    if (!calendar.matches()) {
      return Forms.duration(Duration.ofMinutes(1), Duration.ofDays(366))
          .read(text)
          .map(Rolling::new);
    }
    boolean week = calendar.group(1).equals("week");
    int hour = Optional.ofNullable(calendar.group(3)).map(Integer::parseInt).orElse(RESET_HOUR);
    if (hour > 23 || (!week && calendar.group(2) != null)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (calendar.group(1)) {
          case "day" -> new Day(hour);
          case "month" -> new Month(hour);
          default -> new Week(day(calendar.group(2)), hour);
        });
  }

  /** Sunday, unless another one is given. */
  private static DayOfWeek day(@Nullable String word) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> word != null && day.name().toLowerCase(Locale.ROOT).startsWith(word))
        .findFirst()
        .orElse(DayOfWeek.SUNDAY);
  }
}
