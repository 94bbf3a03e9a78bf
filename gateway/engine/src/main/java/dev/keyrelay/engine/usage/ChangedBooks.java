package dev.keyrelay.engine.usage;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/** The books that changed since they were last written; each waits here at most once. */
final class ChangedBooks {

  private record Entry(CredentialBook books, Book book) {}

  private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();

  /** Notes a change. Call with the credential's lock. */
  void add(CredentialBook books, Book book) {
    if (!book.changed) {
      book.changed = true;
      waiting.add(new Entry(books, book));
    }
  }

  /** Hands over every book that changed, each with its credential's lock held. */
  void drain(BiConsumer<CredentialBook, Book> visitor) {
    var batch = new ArrayDeque<Entry>();
    for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
      batch.add(entry);
    }
    for (Entry entry : batch) {
      synchronized (entry.books()) {
        entry.book().changed = false;
        visitor.accept(entry.books(), entry.book());
      }
    }
  }
}
