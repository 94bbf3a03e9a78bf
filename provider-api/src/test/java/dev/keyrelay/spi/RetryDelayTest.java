package dev.keyrelay.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.UpstreamFailure.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDelayTest {

  private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "12, PT12S",
    "0, PT0S",
    "39.5s, PT39.5S",
    "156h14m36.75s, PT156H14M36.75S",
    "2m59.56s, PT2M59.56S",
    "250ms, PT0.25S",
    "1d2h, PT26H",
    "5 minutes, PT5M",
    "1 hour, PT1H",
    "2 days, PT48H",
    "26 seconds, PT26S",
    "99999999999999999999999, PT277777H46M40S",
  })
  void readsLengths(String text, Duration length) {
    assertThat(RetryDelay.parse(text)).hasValue(length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "5x", "s5", "5s later", "1e9", "NaN"})
  void readsNothingElse(String text) {
    assertThat(RetryDelay.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "retry-after-ms | 120 | PT0.12S",
        "Retry-After | 27 | PT27S",
        "Retry-After | Thu, 15 Jan 2026 12:00:30 GMT | PT30S",
        "Retry-After | Thu, 15 Jan 2026 11:00:00 GMT | PT0S",
        "X-RateLimit-Reset | 1768521600 | PT12H",
        "X-RateLimit-Reset | 1768521600000 | PT12H",
      })
  void readsHeaders(String name, String value, Duration delay) {
    assertThat(RetryDelay.inHeaders(Headers.of(name, value), NOW)).hasValue(delay);
  }

  @Test
  void milliseconsWinOverSecondsAndResets() {
    var headers =
        Headers.of("Retry-After", "1", "retry-after-ms", "120", "X-RateLimit-Reset", "1768521600");
    assertThat(RetryDelay.inHeaders(headers, NOW)).hasValue(Duration.ofMillis(120));
  }

  @Test
  void readsTheResetOfTheLimitThatIsSpent() {
    var groq =
        Headers.of(
            "x-ratelimit-remaining-requests", "14370",
            "x-ratelimit-reset-requests", "2m59.56s",
            "x-ratelimit-remaining-tokens", "0",
            "x-ratelimit-reset-tokens", "4.77s");
    assertThat(RetryDelay.inHeaders(groq, NOW)).hasValue(Duration.ofMillis(4770));

    var anthropic =
        Headers.of(
            "anthropic-ratelimit-requests-remaining", "0",
            "anthropic-ratelimit-requests-reset", "2026-01-15T12:00:27Z");
    assertThat(RetryDelay.inHeaders(anthropic, NOW)).hasValue(Duration.ofSeconds(27));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "1e400", "", "Thu, 99 Jan 2026"})
  void ignoresHeadersItCannotRead(String value) {
    assertThat(RetryDelay.inHeaders(Headers.of("Retry-After", value), NOW)).isEmpty();
    assertThat(RetryDelay.inHeaders(Headers.of("X-RateLimit-Reset", value), NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Please try again in 4.77s. Need more tokens? | PT4.77S",
        "Please retry after 26 seconds. | PT26S",
        "Please try again in 2 minutes. | PT2M",
        "Your quota will reset after 156h14m36s. | PT156H14M36S",
        "Please retry in 34.074824224s. | PT34.075S",
        "please wait 10 | PT10S",
        "Please try again in 6m0s. | PT6M",
        "You will regain access on 2026-01-16 at 00:00 UTC. | PT12H",
        "You will regain access on 2026-02-01. | PT396H",
        "5-hour usage limit reached (0/0 used), resets at 2026-01-15T15:00:00Z (2056) | PT3H",
        "limit resets at: 2026-01-15T14:13:01+02:00 | PT13M1S",
      })
  void readsTexts(String message, Duration delay) {
    assertThat(explained(Headers.NONE, message).retryAfter()).hasValue(delay);
  }

  @Test
  void ignoresTextsWithoutLength() {
    assertThat(explained(Headers.NONE, "Please try again later, or retry in a while").retryAfter())
        .isEmpty();
  }

  @Test
  void headersWinOverTexts() {
    assertThat(explained(Headers.of("Retry-After", "5"), "try again in 4.77s").retryAfter())
        .hasValue(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"retryDelay\":\"39.5s\"}",
        "{\"retryDelay\":{\"seconds\":\"39.5\"}}",
        "{\"metadata\":{\"quotaResetDelay\":\"39.5s\"}}",
        "{\"@type\":\"other\"},{\"retryDelay\":\"39.5s\"}"
      })
  void detailsOfGoogleWinOverHeaders(String details) {
    String body = "{\"error\":{\"code\":429,\"message\":\"no\",\"details\":[" + details + "]}}";
    assertThat(failure(Headers.of("Retry-After", "5"), body).retryAfter())
        .hasValue(Duration.ofMillis(39_500));
  }

  private static Failure explained(Headers headers, String message) {
    return failure(headers, "{\"error\":{\"message\":\"" + message + "\"}}");
  }

  private static Failure failure(Headers headers, String body) {
    return StandardFailures.explain(
        new UpstreamFailure(
            Stage.STATUS,
            429,
            headers,
            body.getBytes(StandardCharsets.UTF_8),
            Optional.empty(),
            NOW));
  }
}
