package dev.keyrelay.engine.catalog;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * Hours from Monday to Friday in which a maker charges a multiple of its usual prices.
 *
 * @param times what the usual prices are multiplied by
 * @param hours the hours in UTC, of which 6 is that from 06:00 to 07:00
 */
public record PeakHours(double times, Set<Integer> hours) {

  public PeakHours {
    hours = Set.copyOf(hours);
  }

  /** Whether a request costs more that is made now. */
  public boolean holds(Instant now) {
    var there = now.atOffset(ZoneOffset.UTC);
    return there.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0 && hours.contains(there.getHour());
  }
}
