package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The books of one credential. Its monitor guards all of them, so that credentials never wait for
 * one another.
 */
final class CredentialBook {

  /**
   * More models than any provider offers to one credential; the usage of further ones is counted
   * for the credential and the quota group alone.
   */
  static final int MAX_MODELS = 1_000;

  /** What the books of all credentials have in common. */
  record Shared(KnownRules rules, SharedNames names, OpenBooks open) {}

  /** Names one book. */
  record Title(Counted counted, String name) {}

  final String provider;
  final String credential;
  final Book own = new Book(Counted.CREDENTIAL, "");

  /** Another number after each change but those of time. */
  long revision;

  /** Whether some book waits to be kept. */
  boolean changed;

  private final Shared shared;
  private final Shelf models = new Shelf(Counted.MODEL);
  private final Shelf groups = new Shelf(Counted.QUOTA_GROUP);

  CredentialBook(String provider, String credential, Shared shared) {
    this.provider = provider;
    this.credential = credential;
    this.shared = shared;
  }

  private Shelf shelf(Counted counted) {
    return counted == Counted.QUOTA_GROUP ? groups : models;
  }

  /** The book of a model or a quota group, if there is one; not to be changed. */
  @Nullable Book find(Counted counted, String name) {
    return counted == Counted.CREDENTIAL ? own : shelf(counted).read(name, shared.rules());
  }

  /** The book of a model or a quota group, if there is one that is in use. */
  @Nullable Book findOpen(Counted counted, String name) {
    return counted == Counted.CREDENTIAL ? own : shelf(counted).open(name);
  }

  /** The book of a model or a quota group, made if there is room. */
  @Nullable Book require(Counted counted, String name) {
    if (counted == Counted.CREDENTIAL) {
      return own;
    }
    var shelf = shelf(counted);
    Book book = shelf.open(name);
    if (book == null) {
      book = shelf.opened(name, shared.rules());
      if (book == null) {
        if (shelf.size() >= MAX_MODELS) {
          return null;
        }
        book = shelf.added(shared.names().of(name));
      }
      shared.open().add(this, book);
    }
    book.used = true;
    return book;
  }

  /** Packs an open book that was not used since the last time; whether it is open no more. */
  boolean packed(Book book, KnownRules rules) {
    if (book.used) {
      book.used = false;
      return false;
    }
    var shelf = shelf(book.counted);
    shelf.pack(book, rules);
    return shelf.open(book.name) != book;
  }

  /**
   * Whether the outcome says that the provider does not have a model which nobody ever used. Its
   * book, if an attempt in flight opened one, goes away.
   */
  boolean invented(Outcome outcome) {
    if (outcome.failure().filter(FailureKind.MODEL_NOT_FOUND::equals).isEmpty()) {
      return false;
    }
    Book book = find(Counted.MODEL, outcome.subject().model());
    if (book != null && book.requests == 0 && book.inFlight == 0) {
      models.remove(book.name);
    }
    return book == null || book.requests == 0;
  }

  /** The book of what the subject's quota is counted by, if there is one; not to be changed. */
  @Nullable Book quotaScope(Subject subject) {
    return subject.quotaGroup().isPresent()
        ? find(Counted.QUOTA_GROUP, subject.quotaGroup().get())
        : find(Counted.MODEL, subject.model());
  }

  /** How many models have a book. */
  int models() {
    return models.size();
  }

  /** The books that changed since the last time. */
  List<Title> takeChanged() {
    changed = false;
    var titles = new ArrayList<Title>();
    if (own.takeChanged()) {
      titles.add(new Title(Counted.CREDENTIAL, own.name));
    }
    models.takeChanged(name -> titles.add(new Title(Counted.MODEL, name)));
    groups.takeChanged(name -> titles.add(new Title(Counted.QUOTA_GROUP, name)));
    return titles;
  }

  /** What is known; of single models only if they are {@code wanted}. */
  CredentialUsage view(UsageRules rules, long now, boolean wanted) {
    var windows = rules.windows(provider, credential);
    var byModel = new TreeMap<String, ScopeUsage>();
    if (wanted) {
      models.each(shared.rules(), (name, book) -> byModel.put(name, book.view(windows, now)));
    }
    var byGroup = new TreeMap<String, ScopeUsage>();
    groups.each(shared.rules(), (name, book) -> byGroup.put(name, book.view(windows, now)));
    return new CredentialUsage(own.view(windows, now), byModel, byGroup);
  }
}
