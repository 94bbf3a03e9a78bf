package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.config.ConcurrencyPolicy;
import dev.keyrelay.spi.Credential;
import java.util.ArrayList;
import java.util.List;

/** A credential of a pool and what the pool knows of it. Guarded by the pool's lock. */
final class Member {

  /** Its place in the configured order, which changes when others come or go. */
  int index;

  final long hash;

  Credential credential;
  volatile int priority;
  int max;
  int optimal;
  int inFlight;
  boolean disabled;

  /** The lanes in which it waits for an event rather than for a time. */
  final List<Lane> waitingIn = new ArrayList<>();

  Member(int index, Credential credential, int priority, ConcurrencyPolicy concurrency) {
    this.index = index;
    this.credential = credential;
    rank(priority, concurrency);
    this.hash = Mix.of(credential.id());
  }

  final void rank(int rank, ConcurrencyPolicy concurrency) {
    this.priority = rank;
    this.max = concurrency.max(rank);
    this.optimal = concurrency.optimal();
  }

  String id() {
    return credential.id();
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
