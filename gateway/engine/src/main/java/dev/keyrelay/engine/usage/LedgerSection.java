package dev.keyrelay.engine.usage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.state.Section;
import dev.keyrelay.engine.state.StateKey;

/** The ledger as a section of the state: one row per book. */
public final class LedgerSection implements Section {

  private static final String MODEL = "model:";
  private static final String GROUP = "group:";

  private final Ledger ledger;

  public LedgerSection(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public String name() {
    return "usage";
  }

  @Override
  public void load(StateKey key, JsonNode row) {
    var books = ledger.require(key.provider(), key.credential());
    synchronized (books) {
      var book = books.require(counted(key.name()), bare(key.name()));
      if (book != null && book.requests == 0) {
        BookJson.read(book, row, ledger.rules().windows(key.provider(), key.credential()));
      }
    }
    ledger.tidy();
  }

  @Override
  public void drain(Sink sink) {
    ledger
        .changed()
        .drain(
            (books, book) ->
                sink.put(
                    new StateKey(books.provider, books.credential, name(book)),
                    BookJson.write(book)));
  }

  @Override
  public void forget(String provider, String credential) {
    ledger.forget(provider, credential);
  }

  private static String name(Book book) {
    return switch (book.counted) {
      case CREDENTIAL -> "";
      case MODEL -> MODEL + book.name;
      case QUOTA_GROUP -> GROUP + book.name;
    };
  }

  private static Counted counted(String name) {
    if (name.isEmpty()) {
      return Counted.CREDENTIAL;
    }
    return name.startsWith(GROUP) ? Counted.QUOTA_GROUP : Counted.MODEL;
  }

  private static String bare(String name) {
    return name.substring(name.indexOf(':') + 1);
  }
}
