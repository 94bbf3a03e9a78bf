package dev.keyrelay.engine.dispatch;

import java.time.Duration;

/** Lets time pass between attempts. */
@FunctionalInterface
public interface Sleeper {

  /** Waits. */
  void sleep(Duration length) throws InterruptedException;
}
