package dev.keyrelay.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds how long upstream asks to wait. No delay is longer than 10^9 seconds. */
public final class RetryDelay {

  private static final double LONGEST_SECONDS = 1e9;
  private static final int TEXT_LIMIT = 4_000;

  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|d|h|m|s)");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");
  private static final Pattern WORDS =
      Pattern.compile("([\\d.]+) ?(milliseconds?|seconds?|minutes?|hours?|days?)");
  private static final String LENGTH =
      "(\\d[\\d.]*(?:"
          + " ?(?:milliseconds?|seconds?|minutes?|hours?|days?)\\b|(?:[dhms\\d.]*[dhms]\\b)?))";
  private static final List<Pattern> TEXTS =
      List.of(
          Pattern.compile("(?i)reset(?:s)? (?:after|in) " + LENGTH),
          Pattern.compile("(?i)(?:retry|try again)[ _-](?:after|in):? " + LENGTH),
          Pattern.compile("(?i)wait (?:for )?" + LENGTH));
  private static final Pattern RESETS_AT =
      Pattern.compile(
          "(?i)reset(?:s)? at:?"
              + " (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::[\\d.]+)?(?:Z|[+-]\\d\\d:\\d\\d))");
  private static final Pattern REGAIN =
      Pattern.compile("(?i)regain access on (\\d{4}-\\d\\d-\\d\\d)(?: at (\\d\\d:\\d\\d) UTC)?");

  private RetryDelay() {}

  /** Looks in the body, then in the headers, then in the text of the error. */
  static Optional<Duration> of(UpstreamFailure failure, ErrorBody body) {
    return inDetails(body.node())
        .or(() -> inHeaders(failure.headers(), failure.at()))
        .or(() -> inText(body.message().orElse(""), failure.at()));
  }

  /**
   * The delay that headers state: {@code retry-after-ms}; {@code Retry-After} in seconds or as an
   * HTTP date (RFC 9110 §10.2.3); {@code X-RateLimit-Reset} as Unix seconds or milliseconds; the
   * reset of a limit of which nothing remains, as OpenAI, Groq ({@code x-ratelimit-reset-requests:
   * 2m59.56s}) and Anthropic ({@code anthropic-ratelimit-requests-reset}, RFC 3339) state it.
   */
  public static Optional<Duration> inHeaders(Headers headers, Instant now) {
    return headers
        .first("retry-after-ms")
        .flatMap(RetryDelay::number)
        .map(ms -> seconds(ms / 1000))
        .or(() -> headers.first("Retry-After").flatMap(text -> secondsOrDate(text, now)))
        .or(() -> headers.first("X-RateLimit-Reset").flatMap(text -> until(text, now)))
        .or(() -> ofSpentLimits(headers, now));
  }

  /**
   * A length such as {@code 39.5s}, {@code 156h14m36.75s}, {@code 2m59.56s}, {@code 250ms}, {@code
   * 5 minutes} or {@code 12}, which are seconds.
   */
  public static Optional<Duration> parse(String text) {
    String length = unitsShortened(text.strip().toLowerCase(Locale.ROOT));
    if (NUMBER.matcher(length).matches()) {
      return Optional.of(seconds(Double.parseDouble(length)));
    }
    Matcher matcher = PART.matcher(length);
    double sum = 0;
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      sum += inSeconds(Double.parseDouble(matcher.group(1)), matcher.group(2));
      end = matcher.end();
    }
    return end > 0 && end == length.length() ? Optional.of(seconds(sum)) : Optional.empty();
  }

  /** Turns {@code 5 minutes} into {@code 5m}. */
  private static String unitsShortened(String length) {
    Matcher matcher = WORDS.matcher(length);
    return matcher.matches()
        ? matcher.group(1)
            + (matcher.group(2).startsWith("milli") ? "ms" : matcher.group(2).charAt(0))
        : length;
  }

  private static double inSeconds(double amount, String unit) {
    return switch (unit) {
      case "ms" -> amount / 1000;
      case "m" -> amount * 60;
      case "h" -> amount * 3600;
      case "d" -> amount * 86_400;
      default -> amount;
    };
  }

  private static Duration seconds(double amount) {
    return Duration.ofMillis((long) Math.ceil(Math.min(amount, LONGEST_SECONDS) * 1000));
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
    return parse(text).or(() -> date(text, DateTimeFormatter.RFC_1123_DATE_TIME, now));
  }

  private static Optional<Duration> date(String text, DateTimeFormatter format, Instant now) {
    try {
      return Optional.of(between(now, ZonedDateTime.parse(text.strip(), format).toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> until(String text, Instant now) {
    return number(text)
        .filter(value -> value > 1e9 && value < 1e15)
        .map(value -> Instant.ofEpochMilli((long) (value > 1e12 ? value : value * 1000)))
        .map(at -> between(now, at));
  }

  /** The longest reset among the limits that say that nothing remains. */
  private static Optional<Duration> ofSpentLimits(Headers headers, Instant now) {
    return headers.map().entrySet().stream()
        .filter(header -> header.getValue().equals(List.of("0")))
        .flatMap(header -> resetBeside(header, headers, now).stream())
        .max(Duration::compareTo);
  }

  private static Optional<Duration> resetBeside(
      Map.Entry<String, List<String>> spent, Headers headers, Instant now) {
    String name = spent.getKey().toLowerCase(Locale.ROOT);
    if (!name.contains("ratelimit") || !name.contains("-remaining")) {
      return Optional.empty();
    }
    return headers
        .first(name.replace("-remaining", "-reset"))
        .flatMap(
            text ->
                Stream.of(parse(text), date(text, DateTimeFormatter.ISO_DATE_TIME, now))
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  private static Duration between(Instant now, Instant at) {
    return at.isAfter(now) ? seconds(Duration.between(now, at).toMillis() / 1000.0) : Duration.ZERO;
  }

  private static Optional<Duration> inText(String text, Instant now) {
    String head = text.length() <= TEXT_LIMIT ? text : text.substring(0, TEXT_LIMIT);
    Matcher regain = REGAIN.matcher(head);
    if (regain.find()) {
      return regained(regain, now);
    }
    Matcher resets = RESETS_AT.matcher(head);
    if (resets.find()) {
      return date(resets.group(1), DateTimeFormatter.ISO_OFFSET_DATE_TIME, now);
    }
    for (Pattern pattern : TEXTS) {
      Matcher matcher = pattern.matcher(head);
      if (matcher.find()) {
        return parse(matcher.group(1).replaceFirst("\\.$", ""));
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> regained(Matcher regain, Instant now) {
    try {
      var time = Optional.ofNullable(regain.group(2)).map(LocalTime::parse);
      var day = LocalDate.parse(regain.group(1));
      var at = day.atTime(time.orElse(LocalTime.MIDNIGHT)).toInstant(ZoneOffset.UTC);
      return Optional.of(between(now, at));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Double> number(String text) {
    String digits = text.strip();
    return NUMBER.matcher(digits).matches()
        ? Optional.of(Double.parseDouble(digits))
        : Optional.empty();
  }
}
