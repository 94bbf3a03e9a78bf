package dev.keyrelay.engine.dispatch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that answers take, all at once, while they are read and translated whole: more comes
 * from upstream than a heap holds, if only because little can be compressed from much.
 */
final class AnswerRoom {

  /** What is smaller is not counted, in bytes. */
  static final long SMALL = 1 << 20;

  /** How often an answer is in memory while it is put together and passed on. */
  static final int PASSED_ON = 2;

  /** The same while it is translated: its tree, and what is made of it. */
  static final int TRANSLATED = 5;

  private final long room;
  private final AtomicLong taken = new AtomicLong();

  /** A room of so many bytes. */
  AnswerRoom(long room) {
    this.room = room;
  }

  /** Half of the heap. */
  static AnswerRoom ofHeap() {
    return new AnswerRoom(Runtime.getRuntime().maxMemory() / 2);
  }

  /** What is taken now, in bytes. */
  long taken() {
    return taken.get();
  }

  /** The place of one answer, of which so many copies are made. To be closed. */
  Place place(int copies) {
    return new Place(copies);
  }

  /** The place of one answer; for one thread. */
  final class Place implements AutoCloseable {
    private final int copies;
    private long mine;

    private Place(int copies) {
      this.copies = copies;
    }

    /** Grows to an answer of so many bytes; false if there is no room for it. */
    boolean fits(long bytes) {
      if (bytes > room / copies) {
        return false;
      }
      long more = bytes < SMALL ? 0 : bytes * copies - mine;
      if (more <= 0) {
        return true;
      }
      if (taken.addAndGet(more) > room) {
        taken.addAndGet(-more);
        return false;
      }
      mine += more;
      return true;
    }

    @Override
    public void close() {
      taken.addAndGet(-mine);
      mine = 0;
    }
  }
}
