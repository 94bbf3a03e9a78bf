package dev.keyrelay.engine.account;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
public interface Pause {

  /** Waits. */
  void of(Duration length) throws InterruptedException;
}
