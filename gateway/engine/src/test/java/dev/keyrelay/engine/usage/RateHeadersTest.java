package dev.keyrelay.engine.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.QuotaReading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateHeadersTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static List<QuotaReading> read(String... namesAndValues) {
    return RateHeaders.read(Headers.of(namesAndValues), "m", NOW);
  }

  private static List<String> text(List<QuotaReading> readings) {
    return readings.stream()
        .map(
            r ->
                "%s %s %d/%d %s"
                    .formatted(
                        r.subject(),
                        r.window(),
                        r.used().orElse(-1),
                        r.limit().orElse(-1),
                        r.resetsAt().map(Instant::toString).orElse("?")))
        .toList();
  }

  @Test
  void openAiBucketsThatFillInAMinuteAreOfAMinute() {
    var readings =
        read(
            "x-ratelimit-limit-requests", "60",
            "x-ratelimit-remaining-requests", "59",
            "x-ratelimit-reset-requests", "1s",
            "x-ratelimit-limit-tokens", "150000",
            "x-ratelimit-remaining-tokens", "149984",
            "x-ratelimit-reset-tokens", "6ms");
    assertThat(text(readings))
        .containsExactly(
            "m requests_per_minute 1/60 2026-11-21T12:00:01Z",
            "m tokens_per_minute 16/150000 2026-11-21T12:00:00.006Z");
  }

  @Test
  void groqBucketsThatFillInADayAreOfADay() {
    var readings =
        read(
            "x-ratelimit-limit-requests", "14400",
            "x-ratelimit-remaining-requests", "14370",
            "x-ratelimit-reset-requests", "2m59.56s",
            "x-ratelimit-limit-tokens", "18000",
            "x-ratelimit-remaining-tokens", "17997",
            "x-ratelimit-reset-tokens", "7.66s");
    assertThat(text(readings))
        .containsExactly(
            "m requests_per_day 30/14400 2026-11-21T12:02:59.560Z",
            "m tokens_per_minute 3/18000 2026-11-21T12:00:07.660Z");
  }

  @Test
  void aDayIsRecognisedFromItsFirstRequest() {
    var readings =
        read(
            "x-ratelimit-limit-requests", "10000",
            "x-ratelimit-remaining-requests", "9999",
            "x-ratelimit-reset-requests", "8.64s");
    assertThat(readings).extracting(QuotaReading::window).containsExactly("requests_per_day");
  }

  @Test
  void anthropicStatesMinutesWithTimes() {
    var readings =
        read(
            "anthropic-ratelimit-requests-limit", "50",
            "anthropic-ratelimit-requests-remaining", "49",
            "anthropic-ratelimit-requests-reset", "2026-11-21T12:00:30Z",
            "anthropic-ratelimit-input-tokens-limit", "30000",
            "anthropic-ratelimit-input-tokens-remaining", "10000",
            "anthropic-ratelimit-input-tokens-reset", "2026-11-21T12:00:40+00:00");
    assertThat(text(readings))
        .containsExactly(
            "m requests_per_minute 1/50 2026-11-21T12:00:30Z",
            "m input_tokens_per_minute 20000/30000 2026-11-21T12:00:40Z");
  }

  @Test
  void anthropicSubscriptionsAreOfTheWholeCredential() {
    var readings =
        read(
            "anthropic-ratelimit-unified-5h-status", "rejected",
            "anthropic-ratelimit-unified-5h-utilization", "1.02",
            "anthropic-ratelimit-unified-5h-reset", "1795276800",
            "anthropic-ratelimit-unified-7d-status", "allowed",
            "anthropic-ratelimit-unified-7d-utilization", "0.25");
    assertThat(readings).extracting(QuotaReading::subject).containsOnly("*");
    assertThat(readings).extracting(QuotaReading::window).containsExactly("5h", "7d");
    assertThat(readings).extracting(QuotaReading::exhausted).containsExactly(true, false);
    assertThat(readings)
        .extracting(r -> r.remainingFraction().orElseThrow())
        .containsExactly(0.0, 0.75);
    assertThat(readings.getFirst().resetsAt()).contains(Instant.ofEpochSecond(1795276800));
  }

  @Test
  void statedSpansAreTakenAtTheirWord() {
    var readings =
        read(
            "x-ratelimit-limit-req-minute", "60",
            "x-ratelimit-remaining-req-minute", "12",
            "x-ratelimit-limit-tokens-month", "1000000000",
            "x-ratelimit-remaining-tokens-month", "999999000",
            "x-ratelimit-limit-requests-day", "1000",
            "x-ratelimit-remaining-requests-day", "0",
            "x-ratelimit-reset-requests-day", "33011.382867");
    assertThat(text(readings))
        .containsExactly(
            "m requests_per_minute 48/60 ?",
            "m requests_per_day 1000/1000 2026-11-21T21:10:11.383Z",
            "m tokens_per_month 1000/1000000000 ?");
  }

  @Test
  void openRouterStatesMilliseconds() {
    var readings =
        read(
            "X-RateLimit-Limit", "50",
            "X-RateLimit-Remaining", "0",
            "X-RateLimit-Reset", "1795305600000");
    assertThat(text(readings)).containsExactly("m requests_per_day 50/50 2026-11-22T00:00:00Z");
  }

  @Test
  void whatIsNotANumberIsNotAReading() {
    assertThat(
            read(
                "x-ratelimit-limit-requests", "unlimited",
                "x-ratelimit-remaining-requests", "-1",
                "x-ratelimit-limit", "10, 10;w=1",
                "x-ratelimit-remaining", "9",
                "anthropic-ratelimit-requests-limit", "50"))
        .isEmpty();
  }
}
