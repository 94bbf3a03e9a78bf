package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.QuotaReading;
import dev.keyrelay.spi.chat.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in memory: one book per credential, model and quota group, each with totals and
 * windows; those that are not in use are packed. Each credential has a lock of its own, held for a
 * few additions.
 */
public final class Ledger implements UsageLedger {

  /** The subject of a reading that is about the whole credential. */
  public static final String WHOLE_CREDENTIAL = "*";

  private final UsageRules rules;
  private final UsagePrices prices;
  private final List<UsageObserver> observers = new CopyOnWriteArrayList<>();
  private final ChangedBooks changed = new ChangedBooks();
  private final LongAdder revision = new LongAdder();
  private final OpenBooks open;
  private final Bookcase bookcase;

  public Ledger(UsageRules rules, UsagePrices prices) {
    this(rules, prices, OpenBooks.MOST);
  }

  /**
   * @param open how many books of models and quota groups are open at once, the others packed
   */
  Ledger(UsageRules rules, UsagePrices prices, int open) {
    this.rules = rules;
    this.prices = prices;
    var known = new KnownRules();
    this.open = new OpenBooks(open, known);
    this.bookcase = new Bookcase(new CredentialBook.Shared(known, new SharedNames(), this.open));
  }

  /** Tells an observer everything from now on. */
  public void observe(UsageObserver observer) {
    observers.add(observer);
  }

  @Override
  public void begin(Subject subject, Instant now) {
    var books = require(subject.provider(), subject.credential());
    synchronized (books) {
      move(books, subject, 1);
    }
    noted();
    for (UsageObserver observer : observers) {
      observer.begun(subject, now);
    }
  }

  @Override
  public void abandon(Subject subject) {
    var books = require(subject.provider(), subject.credential());
    synchronized (books) {
      move(books, subject, -1);
    }
    noted();
    for (UsageObserver observer : observers) {
      observer.abandoned(subject);
    }
  }

  @Override
  public void record(Outcome outcome) {
    var subject = outcome.subject();
    var usage = outcome.usage().orElse(TokenUsage.ZERO);
    var price =
        usage.costUsd().isPresent() || usage.total() == 0
            ? usage.costUsd()
            : prices.cost(subject.provider(), subject.model(), usage, outcome.at());
    var books = require(subject.provider(), subject.credential());
    var windows = rules.windows(subject.provider(), subject.credential());
    synchronized (books) {
      move(books, subject, -1);
      count(books, books.own, outcome, usage, price, windows);
      if (!books.invented(outcome)) {
        var model = books.require(Counted.MODEL, subject.model());
        count(books, model, outcome, usage, price, windows);
      }
      if (subject.quotaGroup().isPresent()) {
        var group = books.require(Counted.QUOTA_GROUP, subject.quotaGroup().get());
        count(books, group, outcome, usage, price, windows);
      }
    }
    noted();
    for (UsageObserver observer : observers) {
      observer.recorded(outcome);
    }
  }

  /** Something has changed, and the lock of its credential is free again. */
  private void noted() {
    revision.increment();
    open.tidy();
  }

  private void count(
      CredentialBook books,
      @Nullable Book book,
      Outcome outcome,
      TokenUsage usage,
      OptionalDouble price,
      List<WindowRule> windows) {
    if (book != null) {
      book.add(outcome, usage, price, windows);
      changed.add(books, book);
    }
  }

  private static void move(CredentialBook books, Subject subject, int step) {
    books.revision++;
    move(books.own, step);
    move(books, Counted.MODEL, subject.model(), step);
    if (subject.quotaGroup().isPresent()) {
      move(books, Counted.QUOTA_GROUP, subject.quotaGroup().get(), step);
    }
  }

  private static void move(CredentialBook books, Counted counted, String name, int step) {
    // A book with attempts in flight is open.
    var book = step > 0 ? books.require(counted, name) : books.findOpen(counted, name);
    if (book != null) {
      move(book, step);
    }
  }

  private static void move(Book book, int step) {
    book.inFlight = Math.max(0, book.inFlight + step);
  }

  /**
   * Takes in what upstream says of a credential's quota. Within one window, what is used never
   * falls below what was counted here; a reset that lies beyond the known one begins a new window.
   */
  public void apply(String provider, String credential, List<QuotaReading> readings, Instant now) {
    if (readings.isEmpty()) {
      return;
    }
    var books = require(provider, credential);
    var windows = rules.windows(provider, credential);
    boolean relieved = false;
    synchronized (books) {
      books.revision++;
      for (QuotaReading reading : readings) {
        var book = books.require(counted(provider, reading.subject()), reading.subject());
        if (book != null) {
          relieved |= book.merge(reading, windows, now.toEpochMilli());
          changed.add(books, book);
        }
      }
    }
    noted();
    if (relieved) {
      tellRelieved(provider, credential);
    }
  }

  private Counted counted(String provider, String subject) {
    if (subject.equals(WHOLE_CREDENTIAL)) {
      return Counted.CREDENTIAL;
    }
    return rules.isQuotaGroup(provider, subject) ? Counted.QUOTA_GROUP : Counted.MODEL;
  }

  private void tellRelieved(String provider, String credential) {
    for (UsageObserver observer : observers) {
      observer.relieved(provider, credential);
    }
  }

  @Override
  public long requests(Subject subject, Instant now) {
    var books = find(subject.provider(), subject.credential());
    if (books == null) {
      return 0;
    }
    var windows = rules.windows(subject.provider(), subject.credential());
    synchronized (books) {
      var book = books.quotaScope(subject);
      if (book == null) {
        return 0;
      }
      var window = book.primary(windows, now.toEpochMilli());
      if (window == null) {
        return book.requests;
      }
      return window.rule.unit() == Unit.REQUESTS
          ? Math.max(window.used, window.requests)
          : window.requests;
    }
  }

  /** The windows that the subject's next attempt would count in. */
  public List<WindowState> windows(Subject subject, Instant now) {
    var books = find(subject.provider(), subject.credential());
    if (books == null) {
      return List.of();
    }
    var windows = rules.windows(subject.provider(), subject.credential());
    var states = new ArrayList<WindowState>(4);
    synchronized (books) {
      add(states, books.own, windows, now, _ -> true);
      var book = books.quotaScope(subject);
      if (book != null) {
        add(states, book, windows, now, _ -> true);
      }
      // A model of a quota group has windows of its own only where a rule names it.
      var model =
          subject.quotaGroup().isPresent() ? books.find(Counted.MODEL, subject.model()) : null;
      if (model != null) {
        add(states, model, windows, now, rule -> rule.only().isPresent());
      }
    }
    return states;
  }

  private static void add(
      List<WindowState> states,
      Book book,
      List<WindowRule> windows,
      Instant now,
      Predicate<WindowRule> wanted) {
    for (Window window : book.windows(windows, now.toEpochMilli())) {
      if (wanted.test(window.rule)) {
        states.add(window.state(book.counted, book.inFlight));
      }
    }
  }

  /**
   * The primary window of a model, a quota group or a credential; empty before its first use, and
   * where the rules name none.
   */
  public Optional<WindowState> primary(
      String provider, String credential, Counted counted, String name, Instant now) {
    var books = find(provider, credential);
    if (books == null) {
      return Optional.empty();
    }
    var windows = rules.windows(provider, credential);
    synchronized (books) {
      var book = books.find(counted, name);
      if (book == null) {
        return Optional.empty();
      }
      var window = book.primary(windows, now.toEpochMilli());
      return Optional.ofNullable(window).map(found -> found.state(counted, book.inFlight));
    }
  }

  /** Everything that is known of a credential; empty if it was never used. */
  public Optional<CredentialUsage> usage(String provider, String credential, Instant now) {
    return view(provider, credential, now, true);
  }

  /** What is known of a credential and its quota groups, single models left out. */
  public Optional<CredentialUsage> outline(String provider, String credential, Instant now) {
    return view(provider, credential, now, false);
  }

  private Optional<CredentialUsage> view(
      String provider, String credential, Instant now, boolean models) {
    var books = find(provider, credential);
    if (books == null) {
      return Optional.empty();
    }
    synchronized (books) {
      return Optional.of(books.view(rules, now.toEpochMilli(), models));
    }
  }

  /** Another number whenever something of a credential was counted; 0 if nothing ever was. */
  public long revision(String provider, String credential) {
    var books = find(provider, credential);
    if (books == null) {
      return 0;
    }
    synchronized (books) {
      return books.revision;
    }
  }

  /** How many models of a provider were used, by each credential anew. */
  public long models(String provider) {
    return bookcase.models(provider);
  }

  /** Another number whenever something was counted. What time alone changes does not show in it. */
  public long revision() {
    return revision.sum();
  }

  /** Forgets a credential. */
  void forget(String provider, String credential) {
    bookcase.forget(provider, credential);
  }

  /** Packs what is not in use; to be called now and then while many books are filled. */
  void tidy() {
    open.tidy();
  }

  ChangedBooks changed() {
    return changed;
  }

  /** The rules of a credential's windows, as they are now. */
  public List<WindowRule> rules(String provider, String credential) {
    return rules.windows(provider, credential);
  }

  UsageRules rules() {
    return rules;
  }

  @Nullable CredentialBook find(String provider, String credential) {
    return bookcase.find(provider, credential);
  }

  CredentialBook require(String provider, String credential) {
    return bookcase.require(provider, credential);
  }
}
