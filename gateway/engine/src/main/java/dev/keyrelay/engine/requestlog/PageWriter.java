package dev.keyrelay.engine.requestlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  private final LogFolder folder;
  private final Thread thread;
  private final Queue<Page> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long lost;
  private long failures;
  private boolean closed;

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

  private void run() {
    try {
      for (Page page = next(); page != null; page = next()) {
        append(page);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Page next() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    if (lost > 0) {
      LOG.warn("The log of requests lost {} pages: the disk does not keep up.", lost);
      lost = 0;
    }
    Page page = waiting.poll();
    if (page != null) {
      waitingBytes -= page.size();
    }
    return page;
  }

  private void append(Page page) {
    try {
      folder.append(page.file(), KeyMaterial.without(page.bytes().get()));
    } catch (IOException | RuntimeException e) {
      if (failures++ % TELL_EVERY == 0) {
        LOG.warn("The log of requests cannot be written: {}", e.toString());
      }
    }
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
