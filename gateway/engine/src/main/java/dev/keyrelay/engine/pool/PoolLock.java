package dev.keyrelay.engine.pool;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one lock of a pool, and how threads wait for a change of what it guards. Never held over I/O.
 *
 * <p>Use as {@code try (var _ = lock.take()) { … }}.
 */
final class PoolLock {

  /** Gives the lock back. */
  @FunctionalInterface
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Held held = lock::unlock;

  Held take() {
    lock.lock();
    return held;
  }

  Held takeInterruptibly() throws InterruptedException {
    lock.lockInterruptibly();
    return held;
  }

  /** Wakes all who wait. Call with the lock. */
  void changed() {
    changed.signalAll();
  }

  /**
   * Waits for a change, for so many nanoseconds at most. Call with the lock, which others may take
   * meanwhile.
   *
   * @return how long it was
   */
  long await(long nanos) throws InterruptedException {
    return nanos - Math.max(0, changed.awaitNanos(nanos));
  }
}
