package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.FailureKind;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
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

  final String provider;
  final String credential;
  final Book own = new Book(Counted.CREDENTIAL, "");

  /** Another number after each change but those of time. */
  long revision;

  private final Map<String, Book> models = new HashMap<>(4);
  private final Map<String, Book> groups = new HashMap<>(2);

  CredentialBook(String provider, String credential) {
    this.provider = provider;
    this.credential = credential;
  }

  /** The book of a model or a quota group, if there is one. */
  @Nullable Book find(Counted counted, String name) {
    return switch (counted) {
      case CREDENTIAL -> own;
      case QUOTA_GROUP -> groups.get(name);
      case MODEL -> models.get(name);
    };
  }

  /** The book of a model or a quota group, made if there is room. */
  @Nullable Book require(Counted counted, String name) {
    Book book = find(counted, name);
    if (book != null) {
      return book;
    }
    var shelf = counted == Counted.MODEL ? models : groups;
    if (shelf.size() >= MAX_MODELS) {
      return null;
    }
    book = new Book(counted, name);
    shelf.put(name, book);
    return book;
  }

  /**
   * Whether the outcome says that the provider does not have a model which nobody ever used. Its
   * book, if an attempt in flight opened one, goes away.
   */
  boolean invented(Outcome outcome) {
    if (outcome.failure().filter(FailureKind.MODEL_NOT_FOUND::equals).isEmpty()) {
      return false;
    }
    Book book = models.get(outcome.subject().model());
    if (book != null && book.requests == 0 && book.inFlight == 0) {
      models.remove(book.name);
    }
    return book == null || book.requests == 0;
  }

  /** The book of what the subject's quota is counted by, if there is one. */
  @Nullable Book quotaScope(Subject subject) {
    return subject.quotaGroup().isPresent()
        ? groups.get(subject.quotaGroup().get())
        : models.get(subject.model());
  }

  /** How many models have a book. */
  int models() {
    return models.size();
  }

  /** Passes over every book. */
  void each(Consumer<Book> visitor) {
    visitor.accept(own);
    models.values().forEach(visitor);
    groups.values().forEach(visitor);
  }

  /** What is known; of single models only if they are {@code wanted}. */
  CredentialUsage view(UsageRules rules, long now, boolean wanted) {
    var windows = rules.windows(provider, credential);
    var byModel = new TreeMap<String, ScopeUsage>();
    if (wanted) {
      models.forEach((name, book) -> byModel.put(name, book.view(windows, now)));
    }
    var byGroup = new TreeMap<String, ScopeUsage>();
    groups.forEach((name, book) -> byGroup.put(name, book.view(windows, now)));
    return new CredentialUsage(own.view(windows, now), byModel, byGroup);
  }
}
