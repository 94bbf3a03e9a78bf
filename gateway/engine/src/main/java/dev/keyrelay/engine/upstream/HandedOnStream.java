package dev.keyrelay.engine.upstream;

import dev.keyrelay.engine.sse.EventTooLargeException;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.sse.SseParser;
import dev.keyrelay.engine.sse.SseWriter;
import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.engine.upstream.StreamEnd.Kind;
import io.micronaut.http.body.CloseableByteBody;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stream on its way to a client, from its first event on, as its tap lets it through. Either a
 * Netty server writes {@link #body}, without a thread; or one thread pulls {@link #nextEvent} or
 * {@link #next}. Whoever holds it must do one of them, or close it.
 */
public final class HandedOnStream implements StreamedBytes {

  private final EventReader reader;
  private final StreamTap tap;
  private final Optional<Duration> heartbeat;
  private final ArrayDeque<SseEvent> closing = new ArrayDeque<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Passage passage;
  private volatile boolean cancelled;

  HandedOnStream(EventReader reader, StreamTap tap, Optional<Duration> heartbeat) {
    this.reader = reader;
    this.tap = tap;
    this.heartbeat = heartbeat;
  }

  /**
   * The stream as the body of a response of Micronaut's Netty server: upstream's own buffers,
   * written as fast as the client reads. Call it once, and instead of pulling. Closing the body
   * unread cancels the stream, and so does a client that goes away.
   */
  public CloseableByteBody body() {
    if (passage != null) {
      throw new IllegalStateException("body: asked for twice (expected: once)");
    }
    var started = reader.passage(tap, heartbeat);
    passage = started;
    return started.body();
  }

  /**
   * Waits for the next event that the client is to see; those with which the tap closes the stream
   * are among them. A stream that breaks ends, as its tap says, and throws nothing.
   *
   * @return the event; null at the end
   */
  public @Nullable SseEvent nextEvent() throws InterruptedException {
    try {
      while (!ended.get()) {
        var event = reader.pull();
        if (event == null) {
          end(new StreamEnd(Kind.COMPLETE, ""));
        } else if (tap.event(event) == StreamTap.Fate.FORWARD) {
          return event;
        }
      }
    } catch (UpstreamException e) {
      end(cancelled ? new StreamEnd(Kind.CANCELLED, e.message()) : e.end());
    } catch (InterruptedException e) {
      close();
      throw e;
    }
    return closing.poll();
  }

  @Override
  public byte @Nullable [] next() throws InterruptedException {
    var event = nextEvent();
    return event == null ? null : SseWriter.write(event);
  }

  private void end(StreamEnd end) {
    if (ended.compareAndSet(false, true)) {
      reader.cancel();
      byte[] last = tap.ended(end);
      if (end.kind() != Kind.CANCELLED) {
        parse(last);
      }
    }
  }

  private void parse(byte[] last) {
    try {
      var parser = new SseParser();
      parser.feed(ByteBuffer.wrap(last), (event, _) -> add(event));
      add(parser.finish());
    } catch (EventTooLargeException e) {
      throw new IllegalStateException("closing events: " + e.getMessage(), e);
    }
  }

  private void add(@Nullable SseEvent event) {
    if (event != null) {
      closing.add(event);
    }
  }

  /** Cancels the stream unless it has ended. */
  @Override
  public void close() {
    cancelled = true;
    var started = passage;
    if (started != null) {
      started.cancel();
    } else {
      end(new StreamEnd(Kind.CANCELLED, "closed by its reader"));
    }
  }
}
