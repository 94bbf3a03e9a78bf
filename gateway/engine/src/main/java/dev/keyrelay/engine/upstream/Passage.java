package dev.keyrelay.engine.upstream;

import dev.keyrelay.engine.sse.EventTooLargeException;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.sse.SseParser;
import dev.keyrelay.engine.sse.SseWriter;
import dev.keyrelay.engine.upstream.StreamEnd.Kind;
import io.micronaut.buffer.netty.NettyReadBufferFactory;
import io.micronaut.http.body.ByteBody;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.stream.BodySizeLimits;
import io.micronaut.http.body.stream.BufferConsumer;
import io.micronaut.http.netty.body.NettyByteBodyFactory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a stream from upstream's socket to a client's, on upstream's event loop and without a
 * thread of its own. Buffers go on uncopied; only a block that is not complete is held back, so
 * that what the client has got always ends with a whole event.
 *
 * <p>Everything but {@link Demand} and {@link #cancel} runs on the event loop. Upstream may send as
 * much as the client has consumed, plus what was held back or dropped and which the client
 * therefore cannot report; {@link #advance} is the part of the former that upstream has been
 * allowed already.
 */
final class Passage {

  private static final Logger LOG = LoggerFactory.getLogger(Passage.class);
  private static final byte[] BLANK_LINE = "\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Intake intake;
  private final StreamTap tap;
  private final EventLoop loop;
  private final Timing timing;
  private final NettyReadBufferFactory buffers;
  private final BufferConsumer client;
  private final CloseableByteBody body;
  private final SseParser parser = new SseParser();
  private final ArrayDeque<ByteBuf> begun = new ArrayDeque<>();
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();

  private final long gap;
  private final long heartbeat;
  private final long totalAt;
  private long heardAt;
  private long saidAt;
  private long balance = Intake.WINDOW;
  private long advance;
  private boolean started;
  private boolean ended;
  private @Nullable Future<?> timer;

  /** The chunk being fed, how much of it has gone, and how much more may go. */
  private @Nullable ByteBuf chunk;

  private int gone;
  private int cleared;

  Passage(Intake intake, StreamTap tap, Timing timing, Optional<Duration> heartbeat) {
    this.intake = intake;
    this.tap = tap;
    this.loop = intake.channel().eventLoop();
    this.timing = timing;
    this.gap = timing.deadlines().gap().toNanos();
    this.heartbeat = heartbeat.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    this.totalAt = timing.totalAt();
    this.heardAt = timing.now();
    this.saidAt = heardAt;
    this.buffers = NettyReadBufferFactory.of(intake.channel().alloc());
    var streaming =
        new NettyByteBodyFactory(intake.channel())
            .createStreamingBody(BodySizeLimits.UNLIMITED, new Demand());
    this.client = streaming.sharedBuffer();
    this.body = streaming.rootBody();
  }

  CloseableByteBody body() {
    return body;
  }

  /**
   * Keeps the bytes that have been read already for the client to begin with, and minds the time.
   */
  void prepare(List<ByteBuf> bytes) {
    begun.addAll(bytes);
    run(this::tick);
  }

  /**
   * Begins when the client's side asks to, and never earlier: Micronaut's server loses what reaches
   * it before it has written the head of its answer.
   */
  private void start() {
    if (started || ended) {
      return;
    }
    started = true;
    heardAt = timing.now();
    saidAt = heardAt;
    for (ByteBuf buffer = begun.poll(); buffer != null; buffer = begun.poll()) {
      advance += buffer.readableBytes();
      balance += buffer.readableBytes();
      add(buffer);
    }
    intake.redirect(this);
    reschedule();
  }

  void add(ByteBuf buffer) {
    if (ended) {
      buffer.release();
      return;
    }
    heardAt = timing.now();
    int size = buffer.readableBytes();
    balance -= size;
    chunk = buffer;
    gone = 0;
    cleared = 0;
    try {
      int tail = parser.feed(buffer.nioBuffer(), this::block);
      if (!ended) {
        cleared = size - tail;
        forward();
        hold();
      }
    } catch (EventTooLargeException e) {
      end(Kind.BROKEN, String.valueOf(e.getMessage()));
    } finally {
      var rest = chunk;
      chunk = null;
      if (rest != null) {
        rest.release();
      }
    }
  }

  private void block(@Nullable SseEvent event, int end) {
    if (ended) {
      return;
    }
    if (event != null && fate(event) == StreamTap.Fate.DROP) {
      forward();
      drop(end);
    }
    cleared = end;
  }

  private StreamTap.Fate fate(SseEvent event) {
    try {
      return tap.event(event);
    } catch (RuntimeException e) {
      LOG.error("A stream's tap failed on an event; the event is forwarded", e);
      return StreamTap.Fate.FORWARD;
    }
  }

  /** Sends what is cleared. */
  private void forward() {
    var buffer = chunk;
    if (buffer == null || cleared == gone) {
      return;
    }
    for (ByteBuf before = held.poll(); before != null; before = held.poll()) {
      send(before);
    }
    int size = cleared - gone;
    gone = cleared;
    if (size == buffer.readableBytes()) {
      chunk = null;
      send(buffer);
    } else {
      send(buffer.readRetainedSlice(size));
    }
  }

  private void drop(int end) {
    for (ByteBuf before = held.poll(); before != null; before = held.poll()) {
      advance -= before.readableBytes();
      before.release();
    }
    var buffer = chunk;
    if (buffer != null) {
      buffer.skipBytes(end - gone);
      allow(end - gone);
      gone = end;
    }
  }

  private void hold() {
    var buffer = chunk;
    if (buffer != null && buffer.isReadable()) {
      chunk = null;
      held.add(buffer);
      advance += buffer.readableBytes();
      allow(buffer.readableBytes());
    }
  }

  private void allow(long bytes) {
    balance += bytes;
    intake.request(bytes);
  }

  private void send(ByteBuf buffer) {
    saidAt = heardAt;
    client.add(buffers.adapt(buffer));
  }

  private void say(byte[] bytes) {
    if (bytes.length > 0) {
      advance += bytes.length;
      saidAt = timing.now();
      client.add(buffers.adapt(bytes));
    }
  }

  void upstreamEnded(@Nullable Throwable error) {
    if (error == null) {
      end(Kind.COMPLETE, "");
    } else {
      end(Kind.BROKEN, "connection lost: " + Causes.of(error));
    }
  }

  private void end(Kind kind, String cause) {
    if (ended) {
      return;
    }
    ended = true;
    stopTimer();
    begun.forEach(ByteBuf::release);
    begun.clear();
    if (kind == Kind.COMPLETE) {
      sendUnfinished();
    }
    held.forEach(ByteBuf::release);
    held.clear();
    intake.close();
    byte[] last = closing(new StreamEnd(kind, cause));
    if (kind == Kind.CANCELLED) {
      client.error(ByteBody.BodyDiscardedException.create());
    } else {
      say(last);
      client.complete();
    }
  }

  /** A last event whose blank line upstream forgot is an event, and gets it. */
  private void sendUnfinished() {
    var last = parser.finish();
    if (last != null && fate(last) == StreamTap.Fate.FORWARD) {
      for (ByteBuf buffer = held.poll(); buffer != null; buffer = held.poll()) {
        send(buffer);
      }
      say(BLANK_LINE);
    }
  }

  private byte[] closing(StreamEnd end) {
    try {
      return tap.ended(end);
    } catch (RuntimeException e) {
      LOG.error("A stream's tap failed at its end ({})", end.kind(), e);
      return new byte[0];
    }
  }

  private void stopTimer() {
    var running = timer;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void reschedule() {
    stopTimer();
    tick();
  }

  private void tick() {
    if (ended) {
      return;
    }
    long now = timing.now();
    if (now - totalAt >= 0) {
      end(Kind.OVERTIME, "timed out: the whole call took too long");
      return;
    }
    boolean wanting = started && balance > 0;
    if (wanting && now - heardAt >= gap) {
      end(
          Kind.STALLED,
          "timed out waiting for an event (nothing for "
              + TimeUnit.NANOSECONDS.toMillis(now - heardAt)
              + " ms)");
      return;
    }
    if (wanting && now - saidAt >= heartbeat) {
      say(SseWriter.keepAlive());
    }
    long next = Math.min(totalAt - now, wanting ? heardAt + gap - now : gap);
    if (heartbeat != Long.MAX_VALUE) {
      next = Math.min(next, wanting ? saidAt + heartbeat - now : heartbeat);
    }
    timer = loop.schedule(this::tick, Math.max(next, 1_000_000), TimeUnit.NANOSECONDS);
  }

  /** Cancels the stream, from any thread; the client is cut off if it is still there. */
  void cancel() {
    run(() -> end(Kind.CANCELLED, "the client went away"));
  }

  private void run(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /** What the client's side says, on any thread. */
  private final class Demand implements BufferConsumer.Upstream {

    @Override
    public void start() {
      run(Passage.this::start);
    }

    @Override
    public void onBytesConsumed(long bytes) {
      run(() -> consumed(bytes));
    }

    private void consumed(long bytes) {
      if (ended) {
        return;
      }
      long known = Math.min(advance, bytes);
      advance -= known;
      long fresh = bytes - known;
      if (fresh > 0) {
        if (balance <= 0) {
          heardAt = timing.now();
        }
        balance = balance > Long.MAX_VALUE - fresh ? Long.MAX_VALUE : balance + fresh;
        intake.request(fresh);
      }
    }

    @Override
    public void disregardBackpressure() {
      onBytesConsumed(Long.MAX_VALUE);
    }

    @Override
    public void allowDiscard() {
      cancel();
    }
  }
}
