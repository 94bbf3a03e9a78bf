package dev.keyrelay.engine.usage;

import dev.keyrelay.spi.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * A book that nobody uses at the moment, as bytes: less than a hundred in place of some four
 * hundred. Counts that are zero, and those of a window that are the totals', cost nothing. Only in
 * memory: no release has to read what another wrote.
 */
final class PackedBook {

  private static final FailureKind[] KINDS = FailureKind.values();
  private static final Counts NOTHING = new Counts();

  /** The first byte: whether the book changed since it was last kept. */
  private static final byte CHANGED = 1;

  private PackedBook() {}

  /**
   * The bytes of a book without attempts in flight; none if a rule of its windows has no number.
   */
  static byte @Nullable [] of(Book book, KnownRules rules) {
    var bytes = new PackedBytes();
    bytes.put(0);
    pack(bytes, book, NOTHING);
    Window[] windows = book.all();
    bytes.put(windows.length);
    for (Window window : windows) {
      int rule = rules.number(window.rule);
      if (rule == KnownRules.NONE) {
        return null;
      }
      bytes.put(rule);
      pack(bytes, window, book);
      pack(bytes, window);
    }
    byte[] packed = bytes.written();
    packed[0] = book.changed ? CHANGED : 0;
    return packed;
  }

  /** The book that was packed. */
  static Book open(byte[] packed, Counted counted, String name, KnownRules rules) {
    var book = new Book(counted, name);
    var bytes = new PackedBytes(packed);
    book.changed = bytes.next() != 0;
    unpack(bytes, book, NOTHING);
    long windows = bytes.next();
    for (int i = 0; i < windows; i++) {
      var window = new Window(rules.rule((int) bytes.next()));
      unpack(bytes, window, book);
      unpack(bytes, window);
      book.added(window);
    }
    return book;
  }

  /** Whether the book changed since it was last asked. */
  static boolean takeChanged(byte[] packed) {
    boolean changed = packed[0] != 0;
    packed[0] = 0;
    return changed;
  }

  private static void pack(PackedBytes bytes, Counts counts, Counts like) {
    var fields = new PackedFields.Writer(bytes);
    fields
        .put(counts.requests, like.requests)
        .put(counts.successes, counts.requests)
        .put(counts.cancelled, like.cancelled)
        .put(counts.partial, like.partial)
        .put(counts.estimated, like.estimated)
        .put(counts.toolCalls, like.toolCalls)
        .put(counts.uncachedInput, like.uncachedInput)
        .put(counts.cachedInput, like.cachedInput)
        .put(counts.cacheWriteInput, like.cacheWriteInput)
        .put(counts.output, like.output)
        .put(counts.reasoning, like.reasoning)
        .put(counts.firstUsed, like.firstUsed)
        .put(counts.lastUsed, like.lastUsed == 0 ? counts.firstUsed : like.lastUsed)
        .put(counts.cost, like.cost);
    var failures = counts.failures();
    if (fields.flag(!failures.isEmpty())) {
      bytes.put(failures.size());
      failures.forEach(
          (kind, times) -> {
            bytes.put(kind.ordinal());
            bytes.put(times);
          });
    }
    fields.end();
  }

  private static void unpack(PackedBytes bytes, Counts counts, Counts like) {
    var fields = new PackedFields.Reader(bytes);
    counts.requests = fields.nextInt(like.requests);
    counts.successes = fields.nextInt(counts.requests);
    counts.cancelled = fields.nextInt(like.cancelled);
    counts.partial = fields.nextInt(like.partial);
    counts.estimated = fields.nextInt(like.estimated);
    counts.toolCalls = fields.nextInt(like.toolCalls);
    counts.uncachedInput = fields.next(like.uncachedInput);
    counts.cachedInput = fields.next(like.cachedInput);
    counts.cacheWriteInput = fields.next(like.cacheWriteInput);
    counts.output = fields.next(like.output);
    counts.reasoning = fields.next(like.reasoning);
    counts.firstUsed = fields.next(like.firstUsed);
    counts.lastUsed = fields.next(like.lastUsed == 0 ? counts.firstUsed : like.lastUsed);
    counts.cost = fields.nextDouble(like.cost);
    if (fields.flag()) {
      for (long left = bytes.next(); left > 0; left--) {
        var kind = KINDS[(int) bytes.next()];
        counts.failed(kind, (int) bytes.next());
      }
    }
  }

  private static void pack(PackedBytes bytes, Window window) {
    var fields = new PackedFields.Writer(bytes);
    fields
        .put(window.startedAt, window.firstUsed)
        .put(window.endsAt, window.startedAt)
        .put(window.used, window.successes)
        .put(window.limitTold, -1)
        .put(window.fraction, Double.NaN)
        .put(window.toldAt, 0)
        .put(window.maxRecorded, window.used)
        .put(window.maxRecordedAt, window.lastUsed);
    fields.flag(window.endTold);
    fields.flag(window.exhausted);
    fields.end();
  }

  private static void unpack(PackedBytes bytes, Window window) {
    var fields = new PackedFields.Reader(bytes);
    window.startedAt = fields.next(window.firstUsed);
    window.endsAt = fields.next(window.startedAt);
    window.used = fields.next(window.successes);
    window.limitTold = fields.next(-1);
    window.fraction = fields.nextDouble(Double.NaN);
    window.toldAt = fields.next(0);
    window.maxRecorded = fields.next(window.used);
    window.maxRecordedAt = fields.next(window.lastUsed);
    window.endTold = fields.flag();
    window.exhausted = fields.flag();
  }
}
