package dev.keyrelay.server.background;

import dev.keyrelay.engine.dispatch.Sleeper;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Has the heap collected after it has grown. The serial collector takes more memory for its old
 * generation as long as it may before it looks what of that is garbage, and gives none back while
 * there is little to do.
 */
final class HeapWatch {

  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(20);

  /** Growth by this part of what was needed is left alone; a collection takes its time by size. */
  static final int TOLERATED_PART = 8;

  /**
   * After so many looks a heap that was needed is collected again: it may not be any more. Twice as
   * many each time that it still was.
   */
  static final int PATIENCE = 15;

  private final LongSupplier committed;
  private final Runnable collection;

  /**
   * A watch over a heap.
   *
   * @param committed its size in bytes now, used or not
   * @param collection collects it, and gives back what is free
   */
  HeapWatch(LongSupplier committed, Runnable collection) {
    this.committed = committed;
    this.collection = collection;
  }

  /** A watch over the heap of this process. */
  static HeapWatch ofThisProcess() {
    return new HeapWatch(Runtime.getRuntime()::totalMemory, System::gc);
  }

  /** Watches until interrupted. */
  void run(Sleeper sleeper) throws InterruptedException {
    long small = committed.getAsLong();
    long needed = small;
    int looks = 0;
    int patience = PATIENCE;
    while (true) {
      sleeper.sleep(BETWEEN_LOOKS);
      looks++;
      long now = committed.getAsLong();
      boolean grown = isMore(now, needed);
      if (grown || (isMore(now, small) && looks >= patience)) {
        collection.run();
        needed = Math.max(small, committed.getAsLong());
        patience = grown || isMore(now, needed) ? PATIENCE : 2 * patience;
        looks = 0;
      }
    }
  }

  private static boolean isMore(long bytes, long than) {
    return bytes > than + than / TOLERATED_PART;
  }
}
