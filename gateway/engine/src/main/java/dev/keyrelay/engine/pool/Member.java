package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.config.ConcurrencyPolicy;
import dev.keyrelay.engine.usage.Subject;
import dev.keyrelay.engine.usage.UsageLedger;
import dev.keyrelay.spi.Credential;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A credential of a pool and what the pool knows of it. Guarded by the pool's lock. */
final class Member {

  /** What is counted beside the pool, such as by other instances, shows in its order by then. */
  private static final long FRESH_MILLIS = 1_000;

  /** Its place in the configured order, which changes when others come or go. */
  int index;

  final long hash;
  private final String id;

  Credential credential;
  volatile int priority;
  int max;
  int optimal;
  int inFlight;
  boolean disabled;

  private @Nullable String countedFor;
  private long countedAt;
  private long used;

  /** The lanes in which it waits for an event rather than for a time. */
  final List<Lane> waitingIn = new ArrayList<>();

  Member(int index, Credential credential, int priority, ConcurrencyPolicy concurrency) {
    this.index = index;
    this.credential = credential;
    rank(priority, concurrency);
    this.id = credential.id();
    this.hash = Mix.of(id);
  }

  final void rank(int rank, ConcurrencyPolicy concurrency) {
    this.priority = rank;
    this.max = concurrency.max(rank);
    this.optimal = concurrency.optimal();
  }

  String id() {
    return id;
  }

  /**
   * What it has used in a lane, for ordering. Remembered, because the ledger's books of thousands
   * of members lie far apart in memory.
   */
  long used(Lane lane, Instant now, UsageLedger ledger) {
    long millis = now.toEpochMilli();
    long age = millis - countedAt;
    if (!lane.model().equals(countedFor) || age < 0 || age >= FRESH_MILLIS) {
      used = ledger.requests(lane.subject(this), now);
      countedFor = lane.model();
      countedAt = millis;
    }
    return used;
  }

  /** An attempt has ended: what it has used is counted while its books are at hand. */
  void recount(Subject subject, Instant now, UsageLedger ledger) {
    if (subject.model().equals(countedFor)) {
      countedAt = now.toEpochMilli();
      used = ledger.requests(subject, now);
    } else {
      forgetCount();
    }
  }

  /** What it has used may have changed. */
  void forgetCount() {
    countedFor = null;
  }

  boolean atCapacity() {
    return inFlight >= max;
  }

  /** Whether there is a most requests at once. */
  boolean limited() {
    return max < Integer.MAX_VALUE;
  }

  boolean belowOptimal() {
    return inFlight < optimal;
  }
}
