package dev.keyrelay.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds how long upstream asks to wait. */
public final class RetryDelay {

  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|d|h|m|s)");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");
  private static final String LENGTH = "((?:\\d+(?:\\.\\d+)?(?:ms|d|h|m|s))+|\\d+(?:\\.\\d+)?)";
  private static final List<Pattern> TEXTS =
      List.of(
          Pattern.compile("(?i)reset(?:s)? (?:after|in) " + LENGTH),
          Pattern.compile("(?i)(?:retry|try again)[ _-](?:after|in):? " + LENGTH),
          Pattern.compile("(?i)wait (?:for )?" + LENGTH));

  private RetryDelay() {}

  /** Looks in the body, then in the headers, then in the text of the error. */
  static Optional<Duration> of(UpstreamFailure failure, JsonNode error) {
    return inDetails(error)
        .or(() -> inHeaders(failure.headers(), failure.at()))
        .or(() -> inText(error.path("message").asText(failure.text())));
  }

  /**
   * The delay that headers state: {@code retry-after-ms}, {@code Retry-After} in seconds or as an
   * HTTP date (RFC 9110 §10.2.3), {@code X-RateLimit-Reset} as Unix seconds or milliseconds.
   */
  public static Optional<Duration> inHeaders(Headers headers, Instant now) {
    return headers
        .first("retry-after-ms")
        .flatMap(RetryDelay::number)
        .map(ms -> Duration.ofMillis((long) ms.doubleValue()))
        .or(() -> headers.first("Retry-After").flatMap(text -> secondsOrDate(text, now)))
        .or(() -> headers.first("X-RateLimit-Reset").flatMap(text -> until(text, now)));
  }

  /**
   * A length such as {@code 39.5s}, {@code 156h14m36.75s}, {@code 2m59.56s}, {@code 250ms} or
   * {@code 12}.
   */
  public static Optional<Duration> parse(String text) {
    String length = text.strip();
    if (NUMBER.matcher(length).matches()) {
      return Optional.of(seconds(Double.parseDouble(length)));
    }
    Matcher matcher = PART.matcher(length);
    var sum = Duration.ZERO;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      sum = sum.plus(part(Double.parseDouble(matcher.group(1)), matcher.group(2)));
      end = matcher.end();
    }
    return end > 0 && end == length.length() ? Optional.of(sum) : Optional.empty();
  }

  private static Duration part(double amount, String unit) {
    return switch (unit) {
      case "ms" -> seconds(amount / 1000);
      case "m" -> seconds(amount * 60);
      case "h" -> seconds(amount * 3600);
      case "d" -> seconds(amount * 86_400);
      default -> seconds(amount);
    };
  }

  private static Duration seconds(double amount) {
    return Duration.ofMillis((long) Math.ceil(Math.min(amount, 1e9) * 1000));
  }

  /** {@code google.rpc.RetryInfo} and {@code ErrorInfo}, as Google's services send them. */
  private static Optional<Duration> inDetails(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      JsonNode delay = detail.path("retryDelay");
      var found =
          delay.isObject()
              ? number(delay.path("seconds").asText()).map(RetryDelay::seconds)
              : parse(delay.asText());
      if (found.isEmpty()) {
        found = parse(detail.path("metadata").path("quotaResetDelay").asText());
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> secondsOrDate(String text, Instant now) {
    return parse(text).or(() -> date(text, now));
  }

  private static Optional<Duration> date(String text, Instant now) {
    try {
      var at = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(atLeastZero(Duration.between(now, at)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> until(String text, Instant now) {
    return number(text)
        .filter(value -> value > 1e9)
        .map(value -> Instant.ofEpochMilli((long) (value > 1e12 ? value : value * 1000)))
        .map(at -> atLeastZero(Duration.between(now, at)));
  }

  private static Duration atLeastZero(Duration length) {
    return length.isNegative() ? Duration.ZERO : length;
  }

  private static Optional<Duration> inText(String text) {
    String head = text.length() <= 4000 ? text : text.substring(0, 4000);
    for (Pattern pattern : TEXTS) {
      Matcher matcher = pattern.matcher(head);
      if (matcher.find()) {
        return parse(matcher.group(1));
      }
    }
    return Optional.empty();
  }

  private static Optional<Double> number(String text) {
    String digits = text.strip();
    return NUMBER.matcher(digits).matches()
        ? Optional.of(Double.parseDouble(digits))
        : Optional.empty();
  }
}
