package dev.keyrelay.engine.requestlog;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes pages in the order in which they come, on a thread of its own. Who hands a page over never
 * waits: a page that finds the queue full is lost, and the loss is told.
 */
final class PageWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PageWriter.class);

  /** Bytes that may wait for the disk. */
  private static final long MOST_WAITING = 64L << 20;

  /** A disk that is full stays so for a while. */
  private static final int TELL_EVERY = 1_000;

  /**
   * Part of a file.
   *
   * @param size about how many bytes are held until it is written
   */
  record Page(Path file, int size, Supplier<byte[]> bytes) {}

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private final LogFolder folder;
  private final Thread thread;
  private final Queue<Page> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long lost;
  private long failures;
  private boolean closed;
  private volatile boolean tidies = true;
  private volatile Optional<String> problem = Optional.empty();

  PageWriter(LogFolder folder) {
    this.folder = folder;
    this.thread = Thread.ofPlatform().name("request-log").daemon().start(this::run);
  }

  synchronized void write(Page page) {
    if (closed || waitingBytes + page.size() > MOST_WAITING) {
      lost++;
      return;
    }
    waitingBytes += page.size();
    waiting.add(page);
    notifyAll();
  }

  /**
   * Why what was to be written last could not be, as a sentence without the folder's place; empty
   * if it could.
   */
  Optional<String> problem() {
    return problem;
  }

  /** From now on leaves what is too old to another. */
  void handOver() {
    tidies = false;
  }

  private void run() {
    attempt(folder::make);
    try {
      while (await()) {
        var page = next();
        if (page.isPresent()) {
          attempt(() -> append(page.get()));
        } else if (tidies) {
          tidy();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a page, or until it is time to look for calls that are too old. */
  private synchronized boolean await() throws InterruptedException {
    if (waiting.isEmpty() && !closed) {
      wait(folder.look().toMillis());
    }
    return !waiting.isEmpty() || !closed;
  }

  private synchronized Optional<Page> next() {
    if (lost > 0) {
      LOG.warn("The log of requests lost {} pages: the disk does not keep up.", lost);
      lost = 0;
    }
    var page = Optional.ofNullable(waiting.poll());
    page.ifPresent(taken -> waitingBytes -= taken.size());
    return page;
  }

  private void append(Page page) throws IOException {
    folder.append(page.file(), KeyMaterial.without(page.bytes().get()));
  }

  private void tidy() {
    try {
      folder.tidy();
    } catch (IOException | RuntimeException e) {
      LOG.warn("The log of requests cannot be tidied: {}", e.toString());
    }
  }

  private void attempt(Work work) {
    try {
      work.run();
      problem = Optional.empty();
    } catch (IOException | RuntimeException e) {
      problem =
          Optional.of(
              "The log of requests cannot be written ("
                  + reason(e)
                  + "): requests are answered without it, and each tries again. Make room or"
                  + " permission for logs/requests.");
      if (failures++ % TELL_EVERY == 0) {
        LOG.warn("The log of requests cannot be written: {}", e.toString());
      }
    }
  }

  /** What is wrong, without the path that the message of a file system's exception begins with. */
  private static String reason(Exception e) {
    String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
