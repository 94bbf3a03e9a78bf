package dev.keyrelay.engine.usage;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/** How long a usage window lasts once it has begun with its first use. */
public sealed interface Period {

  /** The hour, UTC, at which fixed windows end unless configured otherwise. */
  int RESET_HOUR = 3;

  /** When a window that is first used at an instant ends; absent if only upstream can tell. */
  Optional<Instant> end(Instant firstUse);

  /** A fixed length that starts with the first use. */
  record Rolling(Duration length) implements Period {
    public Rolling {
      if (!length.isPositive()) {
        throw new IllegalArgumentException("length: " + length + " (expected: more than zero)");
      }
    }

    @Override
    public Optional<Instant> end(Instant firstUse) {
      return Optional.of(firstUse.plus(length));
    }
  }

  /**
   * A bucket that fills steadily, a whole one in the given length. A reading's reset tells when it
   * is full again, and the latest reading is right.
   */
  record Bucket(Duration length) implements Period {
    public Bucket {
      if (!length.isPositive()) {
        throw new IllegalArgumentException("length: " + length + " (expected: more than zero)");
      }
    }

    @Override
    public Optional<Instant> end(Instant firstUse) {
      return Optional.of(firstUse.plus(length));
    }
  }

  /** Ends every day at an hour, UTC. */
  record Daily(int hour) implements Period {
    public Daily {
      requireHour(hour);
    }

    @Override
    public Optional<Instant> end(Instant firstUse) {
      var today = date(firstUse);
      return Optional.of(firstAfter(firstUse, at(today, hour), at(today.plusDays(1), hour)));
    }
  }

  /** Ends every week on a day at an hour, UTC. */
  record Weekly(DayOfWeek day, int hour) implements Period {
    public Weekly {
      requireHour(hour);
    }

    @Override
    public Optional<Instant> end(Instant firstUse) {
      var next = date(firstUse).with(TemporalAdjusters.nextOrSame(day));
      return Optional.of(firstAfter(firstUse, at(next, hour), at(next.plusWeeks(1), hour)));
    }
  }

  /** Ends every month on its first day at an hour, UTC. */
  record Monthly(int hour) implements Period {
    public Monthly {
      requireHour(hour);
    }

    @Override
    public Optional<Instant> end(Instant firstUse) {
      var first = date(firstUse).withDayOfMonth(1);
      return Optional.of(firstAfter(firstUse, at(first, hour), at(first.plusMonths(1), hour)));
    }
  }

  /** Ends when upstream says so, and not before. */
  record Authoritative() implements Period {
    @Override
    public Optional<Instant> end(Instant firstUse) {
      return Optional.empty();
    }
  }

  private static void requireHour(int hour) {
    if (hour < 0 || hour > 23) {
      throw new IllegalArgumentException("hour: " + hour + " (expected: 0 to 23, UTC)");
    }
  }

  private static LocalDate date(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private static Instant at(LocalDate day, int hour) {
    return day.atTime(LocalTime.of(hour, 0)).toInstant(ZoneOffset.UTC);
  }

  private static Instant firstAfter(Instant instant, Instant first, Instant second) {
    return first.isAfter(instant) ? first : second;
  }
}
