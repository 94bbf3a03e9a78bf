package dev.keyrelay.engine.usage;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/** The credentials of which books changed since they were last written; each is here once. */
final class ChangedBooks {

  private final Queue<CredentialBook> waiting = new ConcurrentLinkedQueue<>();

  /** Notes a change. Call with the credential's lock. */
  void add(CredentialBook books, Book book) {
    book.changed = true;
    if (!books.changed) {
      books.changed = true;
      waiting.add(books);
    }
  }

  /** Hands over every book that changed, each with its credential's lock held. */
  void drain(BiConsumer<CredentialBook, Book> visitor) {
    var batch = new ArrayDeque<CredentialBook>();
    for (var books = waiting.poll(); books != null; books = waiting.poll()) {
      batch.add(books);
    }
    for (CredentialBook books : batch) {
      List<CredentialBook.Title> titles;
      synchronized (books) {
        titles = books.takeChanged();
      }
      for (var title : titles) {
        synchronized (books) {
          Book book = books.find(title.counted(), title.name());
          if (book != null) {
            visitor.accept(books, book);
          }
        }
      }
    }
  }
}
