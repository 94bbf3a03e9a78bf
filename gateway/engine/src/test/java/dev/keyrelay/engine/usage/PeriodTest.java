package dev.keyrelay.engine.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T02:59:59Z, 2026-11-21T03:00:00Z",
    "2026-11-21T03:00:00Z, 2026-11-22T03:00:00Z",
    "2026-11-21T23:59:59Z, 2026-11-22T03:00:00Z",
    "2026-12-31T12:00:00Z, 2027-01-01T03:00:00Z"
  })
  void aDayEndsAtItsHour(Instant firstUse, Instant end) {
    assertThat(new Period.Daily(3).end(firstUse)).contains(end);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T12:00:00Z, 2026-11-22T03:00:00Z",
    "2026-11-22T02:00:00Z, 2026-11-22T03:00:00Z",
    "2026-11-22T03:00:00Z, 2026-11-29T03:00:00Z"
  })
  void aWeekEndsOnItsDay(Instant firstUse, Instant end) {
    assertThat(new Period.Weekly(DayOfWeek.SUNDAY, 3).end(firstUse)).contains(end);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T12:00:00Z, 2026-12-01T03:00:00Z",
    "2026-12-01T02:00:00Z, 2026-12-01T03:00:00Z",
    "2026-12-01T03:00:00Z, 2027-01-01T03:00:00Z"
  })
  void aMonthEndsOnItsFirstDay(Instant firstUse, Instant end) {
    assertThat(new Period.Monthly(3).end(firstUse)).contains(end);
  }

  @Test
  void aRollingPeriodStartsWithItsFirstUse() {
    var firstUse = Instant.parse("2026-11-21T12:34:56Z");
    assertThat(new Period.Rolling(Duration.ofHours(5)).end(firstUse))
        .contains(Instant.parse("2026-11-21T17:34:56Z"));
  }

  @Test
  void onlyUpstreamEndsAnAuthoritativePeriod() {
    assertThat(new Period.Authoritative().end(Instant.EPOCH)).isEmpty();
  }

  @Test
  void anHourThatNoDayHasIsRefused() {
    assertThatThrownBy(() -> new Period.Daily(24)).hasMessage("hour: 24 (expected: 0 to 23, UTC)");
  }
}
