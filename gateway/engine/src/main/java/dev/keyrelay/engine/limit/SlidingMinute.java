package dev.keyrelay.engine.limit;

import java.time.Instant;

/**
 * Counts what happened in the last minute, in slots of five seconds. A slot leaves as a whole when
 * its latest instant is a minute old, so that the count is never too small. Guarded by its monitor.
 */
final class SlidingMinute {

  static final long SLOT_MILLIS = 5_000;
  private static final int SLOTS = 13;

  private final long[] counts = new long[SLOTS];
  private long newest;
  private long sum;

  synchronized void add(long amount, Instant now) {
    roll(now);
    counts[(int) (newest % SLOTS)] += amount;
    sum += amount;
  }

  synchronized long sum(Instant now) {
    roll(now);
    return sum;
  }

  /** When the sum will have fallen to at most {@code most}, if nothing is added. */
  synchronized Instant fallsTo(long most, Instant now) {
    roll(now);
    long left = sum;
    for (long slot = newest - SLOTS + 1; slot <= newest; slot++) {
      if (left <= most) {
        return Instant.ofEpochMilli((slot - 1 + SLOTS) * SLOT_MILLIS);
      }
      left -= slot < 0 ? 0 : counts[(int) (slot % SLOTS)];
    }
    return Instant.ofEpochMilli((newest + SLOTS) * SLOT_MILLIS);
  }

  private void roll(Instant now) {
    long slot = Math.max(newest, now.toEpochMilli() / SLOT_MILLIS);
    long passed = Math.min(slot - newest, SLOTS);
    for (long i = 0; i < passed; i++) {
      int index = (int) ((slot - i) % SLOTS);
      sum -= counts[index];
      counts[index] = 0;
    }
    newest = slot;
  }
}
