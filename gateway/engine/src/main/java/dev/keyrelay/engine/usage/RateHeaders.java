package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.RetryDelay;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads what answers tell of rate limits in their headers. Each reading names the window that the
 * header describes, in the form {@code requests_per_minute}: a header that states a minute never
 * feeds a day.
 *
 * <p>Shapes, from the services' API references (2026-11):
 *
 * <ul>
 *   <li>OpenAI, Groq, Cerebras and others: {@code x-ratelimit-{limit,remaining,reset}-{requests,
 *       tokens}}, the reset a length until the bucket is full again ({@code 6m0s}, {@code 7.66s}).
 *       The window is a minute or a day and not stated: it is told by how fast the bucket fills.
 *   <li>Cerebras, Mistral: the same with the span at the end, {@code
 *       x-ratelimit-limit-requests-day}, {@code x-ratelimit-remaining-req-minute}.
 *   <li>Anthropic: {@code anthropic-ratelimit-{requests,tokens,input-tokens,output-tokens}-{limit,
 *       remaining,reset}}, per minute, the reset an RFC 3339 time; for subscriptions {@code
 *       anthropic-ratelimit-unified-{5h,7d}-{status,utilization,reset}}, the reset in Unix seconds.
 *   <li>OpenRouter: {@code X-RateLimit-{Limit,Remaining,Reset}}, the reset in Unix milliseconds.
 * </ul>
 */
public final class RateHeaders {

  private static final Duration HALF_DAY = Duration.ofHours(12);
  private static final Duration LONGER_THAN_A_MINUTE = Duration.ofMinutes(2);
  private static final List<String> UNITS = List.of("requests", "tokens");
  private static final List<String> SPANS = List.of("minute", "hour", "day", "month");

  private RateHeaders() {}

  /**
   * The readings in the headers of an answer.
   *
   * @param quotaScope the model or quota group that the request was for
   * @param now when the answer arrived
   */
  public static List<QuotaReading> read(Headers headers, String quotaScope, Instant now) {
    var readings = new ArrayList<QuotaReading>(4);
    boolean plain = false;
    boolean anthropic = false;
    for (String name : headers.map().keySet()) {
      plain |= name.regionMatches(true, 0, "x-ratelimit", 0, 11);
      anthropic |= name.regionMatches(true, 0, "anthropic-ratelimit", 0, 19);
    }
    if (plain) {
      for (String unit : UNITS) {
        unnamedSpan(headers, quotaScope, unit, now).ifPresent(readings::add);
        for (String span : SPANS) {
          namedSpan(headers, quotaScope, unit, span, now).ifPresent(readings::add);
        }
      }
      bare(headers, quotaScope, now).ifPresent(readings::add);
    }
    if (anthropic) {
      readings.addAll(anthropic(headers, quotaScope, now));
    }
    return readings;
  }

  private static Optional<QuotaReading> unnamedSpan(
      Headers headers, String scope, String unit, Instant now) {
    var limit = count(headers, "x-ratelimit-limit-" + unit);
    var remaining = count(headers, "x-ratelimit-remaining-" + unit);
    if (limit.isEmpty() || remaining.isEmpty()) {
      return Optional.empty();
    }
    var reset = headers.first("x-ratelimit-reset-" + unit).flatMap(text -> time(text, now));
    String span = span(unit, limit.getAsLong(), remaining.getAsLong(), reset, now);
    return Optional.of(reading(scope, unit + "_per_" + span, limit, remaining, reset));
  }

  /**
   * The window that a bucket belongs to: {@code limit × time to full ÷ used} is the time in which a
   * whole bucket fills. A small used count makes that rough, so the choice is between far apart
   * spans.
   */
  private static String span(
      String unit, long limit, long remaining, Optional<Instant> reset, Instant now) {
    if (reset.isEmpty()) {
      return "minute";
    }
    var left = Duration.between(now, reset.get());
    if (left.compareTo(LONGER_THAN_A_MINUTE) > 0) {
      return "day";
    }
    long used = Math.max(1, limit - remaining);
    boolean slow = (double) left.toMillis() * limit / used > HALF_DAY.toMillis();
    return slow && unit.equals("requests") ? "day" : "minute";
  }

  private static Optional<QuotaReading> namedSpan(
      Headers headers, String scope, String unit, String span, Instant now) {
    String end = (unit.equals("requests") ? "requests-" : "tokens-") + span;
    String shortEnd = (unit.equals("requests") ? "req-" : "tokens-") + span;
    var limit = first(headers, "x-ratelimit-limit-" + end, "x-ratelimit-limit-" + shortEnd);
    var remaining =
        first(headers, "x-ratelimit-remaining-" + end, "x-ratelimit-remaining-" + shortEnd);
    if (limit.isEmpty() || remaining.isEmpty()) {
      return Optional.empty();
    }
    var reset =
        headers
            .first("x-ratelimit-reset-" + end)
            .or(() -> headers.first("x-ratelimit-reset-" + shortEnd))
            .flatMap(text -> time(text, now));
    return Optional.of(reading(scope, unit + "_per_" + span, limit, remaining, reset));
  }

  private static Optional<QuotaReading> bare(Headers headers, String scope, Instant now) {
    var limit = count(headers, "x-ratelimit-limit");
    var remaining = count(headers, "x-ratelimit-remaining");
    var reset = headers.first("x-ratelimit-reset").flatMap(text -> time(text, now));
    if (limit.isEmpty() || remaining.isEmpty() || reset.isEmpty()) {
      return Optional.empty();
    }
    boolean minute = Duration.between(now, reset.get()).compareTo(LONGER_THAN_A_MINUTE) <= 0;
    String window = minute ? "requests_per_minute" : "requests_per_day";
    return Optional.of(reading(scope, window, limit, remaining, reset));
  }

  private static List<QuotaReading> anthropic(Headers headers, String scope, Instant now) {
    var readings = new ArrayList<QuotaReading>(4);
    for (String unit : List.of("requests", "tokens", "input-tokens", "output-tokens")) {
      String start = "anthropic-ratelimit-" + unit;
      var limit = count(headers, start + "-limit");
      var remaining = count(headers, start + "-remaining");
      var reset = headers.first(start + "-reset").flatMap(text -> time(text, now));
      if (limit.isPresent() && remaining.isPresent()) {
        String window = unit.replace('-', '_') + "_per_minute";
        readings.add(reading(scope, window, limit, remaining, reset));
      }
    }
    for (String window : List.of("5h", "7d")) {
      unified(headers, window, now).ifPresent(readings::add);
    }
    return readings;
  }

  private static Optional<QuotaReading> unified(Headers headers, String window, Instant now) {
    String start = "anthropic-ratelimit-unified-" + window;
    var utilisation = headers.first(start + "-utilization").flatMap(RateHeaders::decimal);
    var reset = headers.first(start + "-reset").flatMap(text -> time(text, now));
    boolean rejected = headers.first(start + "-status").filter("rejected"::equals).isPresent();
    if (utilisation.isEmpty() && !rejected) {
      return Optional.empty();
    }
    var left =
        utilisation.isPresent()
            ? OptionalDouble.of(Math.clamp(1 - utilisation.get(), 0, 1))
            : OptionalDouble.empty();
    return Optional.of(
        new QuotaReading(
            Ledger.WHOLE_CREDENTIAL,
            window,
            OptionalLong.empty(),
            OptionalLong.empty(),
            left,
            reset,
            rejected,
            Optional.empty()));
  }

  private static QuotaReading reading(
      String scope,
      String window,
      OptionalLong limit,
      OptionalLong remaining,
      Optional<Instant> reset) {
    long left = Math.min(remaining.orElse(0), limit.orElse(0));
    return new QuotaReading(
        scope,
        window,
        limit,
        OptionalLong.of(limit.orElse(0) - left),
        OptionalDouble.empty(),
        reset,
        false,
        Optional.empty());
  }

  /** A length, an RFC 3339 time, Unix seconds or Unix milliseconds. */
  private static Optional<Instant> time(String text, Instant now) {
    var number = decimal(text);
    if (number.isPresent() && number.get() > 1e9) {
      double seconds = number.get() > 1e11 ? number.get() / 1000 : number.get();
      return Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)));
    }
    return RetryDelay.parse(text).map(now::plus).or(() -> timestamp(text));
  }

  private static Optional<Instant> timestamp(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text.strip()).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong first(Headers headers, String name, String other) {
    var value = count(headers, name);
    return value.isPresent() ? value : count(headers, other);
  }

  private static OptionalLong count(Headers headers, String name) {
    var value = headers.first(name).flatMap(RateHeaders::decimal);
    return value.isPresent() && value.get() >= 0 && value.get() < 1e15
        ? OptionalLong.of((long) value.get().doubleValue())
        : OptionalLong.empty();
  }

  private static Optional<Double> decimal(String text) {
    String digits = text.strip();
    return digits.length() <= 20 && digits.matches("-?\\d+(\\.\\d+)?")
        ? Optional.of(Double.parseDouble(digits))
        : Optional.empty();
  }
}
