package dev.keyrelay.engine.pool;

import dev.keyrelay.engine.config.ConcurrencyPolicy;
import dev.keyrelay.spi.Credential;
import java.util.ArrayList;
import java.util.List;

/** A credential of a pool and what the pool knows of it. Guarded by the pool's lock. */
final class Member {

  final int index;
  final int priority;
  final int max;
  final int optimal;
  final long hash;

  Credential credential;
  int inFlight;
  boolean disabled;

  /** The lanes in which it waits for an event rather than for a time. */
  final List<Lane> waitingIn = new ArrayList<>();

  Member(int index, Credential credential, int priority, ConcurrencyPolicy concurrency) {
    this.index = index;
    this.credential = credential;
    this.priority = priority;
    this.max = concurrency.max(priority);
    this.optimal = concurrency.optimal();
    this.hash = Mix.of(credential.id());
  }

  String id() {
    return credential.id();
  }

  boolean atCapacity() {
    return inFlight >= max;
  }

  boolean belowOptimal() {
    return inFlight < optimal;
  }
}
