package dev.keyrelay.engine.embedding;

import dev.keyrelay.engine.config.BatchSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls that go upstream as one. Members come until it is full or its window ends. */
final class Batch {

  private final BatchSettings settings;
  private final CompletableFuture<Void> full = new CompletableFuture<>();
  private final List<BatchedCall> members = new ArrayList<>();
  private int items;
  private long tokens;
  private boolean sealed;
  private @Nullable Thread sender;

  Batch(BatchSettings settings) {
    this.settings = settings;
  }

  /** Takes a member, unless it is too late or too much. */
  synchronized boolean add(BatchedCall member) {
    long more = member.inputs().estimate();
    if (sealed
        || items + member.inputs().size() > settings.mostItems()
        || (!members.isEmpty() && tokens + more > settings.mostTokens())) {
      full.complete(null);
      return false;
    }
    members.add(member);
    items += member.inputs().size();
    tokens += more;
    if (items == settings.mostItems()) {
      full.complete(null);
    }
    return true;
  }

  /** A member's client has gone away; when the last one has, what is under way is stopped. */
  synchronized void leave(BatchedCall member) {
    member.leave();
    members.remove(member);
    if (members.isEmpty()) {
      full.complete(null);
      if (sender != null) {
        sender.interrupt();
      }
    }
  }

  /** Waits for the window, which has just begun, to end. */
  void awaitEnd() throws InterruptedException {
    Duration window = settings.window();
    try {
      full.get(window.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException ended) {
      // The usual end.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes no more members; the calling thread sends those that are here. */
  synchronized List<BatchedCall> seal() {
    sealed = true;
    sender = Thread.currentThread();
    return List.copyOf(members);
  }

  /** The sender has no more to do, and is not interrupted any more. */
  synchronized void sent() {
    sender = null;
  }
}
