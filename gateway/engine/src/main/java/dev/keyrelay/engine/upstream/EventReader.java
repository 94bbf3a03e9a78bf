package dev.keyrelay.engine.upstream;

import dev.keyrelay.engine.sse.EventTooLargeException;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.sse.SseParser;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of an answer, one thread at a time. {@link #peek} looks ahead as far as it takes
 * to know whether the stream is any good; afterwards it is either pulled to its end with {@link
 * #next}, or handed on with {@link #handOn}; both begin with its first event again.
 */
public final class EventReader implements AutoCloseable {

  /** The most bytes that are looked ahead over: two of the largest events. */
  static final int MOST_AHEAD = 2 * SseParser.MAX_EVENT;

  private final Intake intake;
  private final Timing timing;
  private final SseParser parser = new SseParser();
  private final List<SseEvent> events = new ArrayList<>();
  private final List<ByteBuf> raw = new ArrayList<>();
  private int ahead;
  private int peeked;
  private int pulled;
  private boolean pulling;
  private boolean anyEvent;
  private boolean ended;
  private volatile boolean handedOn;

  EventReader(Intake intake, Timing timing) {
    this.intake = intake;
    this.timing = timing;
  }

  /**
   * Waits for one more event than has been looked at before.
   *
   * @return the event; null if the stream has ended properly
   * @throws UpstreamException at stage WAIT before the first event, later at stage STREAM; the
   *     stream is closed then
   */
  public @Nullable SseEvent peek() throws UpstreamException, InterruptedException {
    if (pulling || handedOn) {
      throw new IllegalStateException("peek: too late (expected: before next and handOn)");
    }
    if (peeked == events.size() && !fill()) {
      return null;
    }
    return events.get(peeked++);
  }

  /**
   * Waits for the next event, from the first one on.
   *
   * @return the event; null if the stream has ended properly
   * @throws UpstreamException as with {@link #peek}
   */
  public @Nullable SseEvent next() throws UpstreamException, InterruptedException {
    if (handedOn) {
      throw new IllegalStateException("next: the stream has been handed on");
    }
    return pull();
  }

  /**
   * Hands the stream on, from its first event, through a tap. Call it at most once, and before any
   * {@link #next}. From here on the stream belongs to what is returned, and closing this reader or
   * its answer does nothing.
   *
   * @param heartbeat how long the client may hear nothing before a comment is sent; empty for never
   */
  public HandedOnStream handOn(StreamTap tap, Optional<Duration> heartbeat) {
    if (pulling || handedOn) {
      throw new IllegalStateException("handOn: too late (expected: once, and before next)");
    }
    handedOn = true;
    return new HandedOnStream(this, tap, heartbeat);
  }

  @Nullable SseEvent pull() throws UpstreamException, InterruptedException {
    if (!pulling) {
      pulling = true;
      releaseRaw();
    }
    if (pulled == events.size()) {
      events.clear();
      pulled = 0;
      if (!fill()) {
        return null;
      }
    }
    return events.get(pulled++);
  }

  Passage passage(StreamTap tap, Optional<Duration> heartbeat) {
    var passage = new Passage(intake, tap, timing, heartbeat);
    synchronized (raw) {
      passage.prepare(List.copyOf(raw));
      raw.clear();
    }
    events.clear();
    return passage;
  }

  void cancel() {
    intake.close();
    releaseRaw();
  }

  private boolean fill() throws UpstreamException, InterruptedException {
    int before = events.size();
    while (events.size() == before) {
      if (ended) {
        return false;
      }
      read();
    }
    return true;
  }

  private void read() throws UpstreamException, InterruptedException {
    var stage = anyEvent ? Stage.STREAM : Stage.WAIT;
    var patience = anyEvent ? timing.gap() : timing.first();
    try {
      ByteBuf buffer = intake.take(patience, stage, anyEvent ? "an event" : "the first event");
      if (buffer == null) {
        ended = true;
        keep(parser.finish());
        return;
      }
      ahead += pulling ? 0 : buffer.readableBytes();
      try {
        parser.feed(buffer.nioBuffer(), (event, _) -> keep(event));
      } finally {
        retain(buffer);
      }
      if (ahead > MOST_AHEAD) {
        cancel();
        throw new UpstreamException(
            stage,
            StreamEnd.Kind.BROKEN,
            "%d bytes came and said nothing (expected: at most %d before the answer begins)"
                .formatted(ahead, MOST_AHEAD));
      }
    } catch (EventTooLargeException e) {
      cancel();
      throw new UpstreamException(stage, StreamEnd.Kind.BROKEN, String.valueOf(e.getMessage()), e);
    } catch (UpstreamException e) {
      cancel();
      throw e;
    }
  }

  private void keep(@Nullable SseEvent event) {
    if (event != null) {
      anyEvent = true;
      events.add(event);
    }
  }

  private void retain(ByteBuf buffer) {
    if (pulling) {
      buffer.release();
    } else {
      synchronized (raw) {
        raw.add(buffer);
      }
    }
  }

  private void releaseRaw() {
    synchronized (raw) {
      raw.forEach(ByteBuf::release);
      raw.clear();
    }
  }

  /**
   * Cancels the stream, unless it has ended or been handed on. May be called by any thread; a
   * thread that waits in {@link #next} gets an exception.
   */
  @Override
  public void close() {
    if (!handedOn) {
      cancel();
    }
  }
}
