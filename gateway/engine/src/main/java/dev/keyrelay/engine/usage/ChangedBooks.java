package dev.keyrelay.engine.usage;

import dev.keyrelay.engine.state.Section;
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

  /**
   * Hands over every book that changed, or some {@link Section#MANY} of them, each with its
   * credential's lock held.
   */
  void drain(BiConsumer<CredentialBook, Book> visitor) {
    int left = Section.MANY;
    for (int credentials = waiting.size(); credentials > 0 && left > 0; credentials--) {
      var books = waiting.poll();
      if (books == null) {
        return;
      }
      List<CredentialBook.Title> titles;
      synchronized (books) {
        titles = books.takeChanged();
      }
      left -= titles.size();
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
