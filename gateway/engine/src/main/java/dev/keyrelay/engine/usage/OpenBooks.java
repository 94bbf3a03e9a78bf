package dev.keyrelay.engine.usage;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The books that are open, at most so many: beyond that, those that were not used lately are packed
 * again, whosever they are. So what the ledger takes does not depend on how much of it is in use,
 * and a gateway with few models never packs at all.
 */
final class OpenBooks {

  /** Some 400 bytes each. */
  static final int MOST = 16_384;

  /** How many are looked at after one use, at least; more than one, so that their number sinks. */
  private static final int STEPS = 4;

  private record Entry(CredentialBook books, Book book) {}

  private final int most;
  private final KnownRules rules;
  private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  OpenBooks(int most, KnownRules rules) {
    this.most = most;
    this.rules = rules;
  }

  /** Notes that a book was opened. */
  void add(CredentialBook books, Book book) {
    queue.add(new Entry(books, book));
    count.incrementAndGet();
  }

  /** Packs some if too many are open. Call without any credential's lock. */
  void tidy() {
    int steps = Math.max(STEPS, count.get() - most);
    for (int i = 0; i < steps && count.get() > most; i++) {
      var entry = queue.poll();
      if (entry == null) {
        return;
      }
      synchronized (entry.books()) {
        if (entry.books().packed(entry.book(), rules)) {
          count.decrementAndGet();
        } else {
          queue.add(entry);
        }
      }
    }
  }
}
