package dev.keyrelay.engine.usage;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The books of one credential about models, or about quota groups. Those in use are open, the
 * others packed. Guarded by the lock of the credential.
 */
final class Shelf {

  private static final String[] NO_NAMES = {};
  private static final Object[] NO_BOOKS = {};

  private final Counted counted;

  /** In the order of their hashes. */
  private String[] names = NO_NAMES;

  /** By name: a {@link Book}, or the bytes of a packed one. */
  private Object[] books = NO_BOOKS;

  private int size;

  Shelf(Counted counted) {
    this.counted = counted;
  }

  int size() {
    return size;
  }

  /** A book for reading: the open one, or a copy of the packed one. */
  @Nullable Book read(String name, KnownRules rules) {
    int place = place(name);
    return place < 0 ? null : read(place, rules);
  }

  private Book read(int place, KnownRules rules) {
    return books[place] instanceof byte[] packed
        ? PackedBook.open(packed, counted, names[place], rules)
        : (Book) books[place];
  }

  /** The book if it is open. */
  @Nullable Book open(String name) {
    int place = place(name);
    return place >= 0 && books[place] instanceof Book book ? book : null;
  }

  /** Has a packed book be open from now on; none if there is no such book. */
  @Nullable Book opened(String name, KnownRules rules) {
    int place = place(name);
    if (place < 0) {
      return null;
    }
    var book = read(place, rules);
    books[place] = book;
    return book;
  }

  /** Adds an open book of a name that has none. */
  Book added(String name) {
    int place = -place(name) - 1;
    if (size == names.length) {
      int room = size + Math.max(2, size / 8);
      names = Arrays.copyOf(names, room);
      books = Arrays.copyOf(books, room);
    }
    System.arraycopy(names, place, names, place + 1, size - place);
    System.arraycopy(books, place, books, place + 1, size - place);
    size++;
    var book = new Book(counted, name);
    names[place] = name;
    books[place] = book;
    return book;
  }

  void remove(String name) {
    int place = place(name);
    if (place >= 0) {
      size--;
      System.arraycopy(names, place + 1, names, place, size - place);
      System.arraycopy(books, place + 1, books, place, size - place);
      names[size] = "";
      books[size] = "";
    }
  }

  /** Packs an open book, unless it is in use or has gone. */
  void pack(Book book, KnownRules rules) {
    int place = place(book.name);
    if (place >= 0 && books[place] == book && book.inFlight == 0) {
      byte[] packed = PackedBook.of(book, rules);
      if (packed != null) {
        books[place] = packed;
      }
    }
  }

  /** Passes over every book, for reading. */
  void each(KnownRules rules, BiConsumer<String, Book> visitor) {
    for (int i = 0; i < size; i++) {
      visitor.accept(names[i], read(i, rules));
    }
  }

  /** Passes over the names of the books that changed since the last time. */
  void takeChanged(Consumer<String> visitor) {
    for (int i = 0; i < size; i++) {
      boolean changed =
          books[i] instanceof byte[] packed
              ? PackedBook.takeChanged(packed)
              : ((Book) books[i]).takeChanged();
      if (changed) {
        visitor.accept(names[i]);
      }
    }
  }

  /** Where a name is; if it is nowhere, where it belongs, less than zero by one more. */
  private int place(String name) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = order(names[middle], name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  private static int order(String one, String other) {
    int byHash = Integer.compare(one.hashCode(), other.hashCode());
    return byHash != 0 ? byHash : one.compareTo(other);
  }
}
