package dev.keyrelay.server.answer;

import dev.keyrelay.engine.sse.SseWriter;
import dev.keyrelay.engine.sse.StreamedBytes;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.stream.BodySizeLimits;
import io.micronaut.http.body.stream.BufferConsumer;
import io.micronaut.http.netty.body.NettyByteBodyFactory;
import io.micronaut.http.netty.body.StreamingNettyByteBody;
import io.micronaut.http.netty.body.StreamingNettyByteBody.SharedBuffer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Pulls a stream with one virtual thread and writes it on the server's event loop. The thread stops
 * when {@link #WINDOW} bytes wait for the client, and goes on as the client reads.
 */
final class PulledBody implements BufferConsumer.Upstream {

  private static final int WINDOW = 64 * 1024;

  private final StreamedBytes source;
  private final long heartbeat;
  private final SharedBuffer client;
  private final EventLoop loop;
  private final NettyByteBodyFactory bodies;
  private final Ticker ticker = Ticker.systemTicker();
  private final AtomicBoolean started = new AtomicBoolean();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private long waiting;
  private boolean gone;

  /** Of the event loop alone. */
  private long saidAt;

  private boolean ended;

  private PulledBody(NettyByteBodyFactory bodies, Streamed streamed) {
    this.source = streamed.bytes();
    this.heartbeat = streamed.heartbeat().map(Duration::toNanos).orElse(0L);
    this.bodies = bodies;
    this.client = bodies.createStreamingBuffer(BodySizeLimits.UNLIMITED, this);
    this.loop = client.eventLoop();
  }

  /** The body of a stream, which begins to be pulled when the server begins to write. */
  static CloseableByteBody begin(NettyByteBodyFactory bodies, Streamed streamed) {
    return new StreamingNettyByteBody(new PulledBody(bodies, streamed).client);
  }

  @Override
  public void start() {
    if (started.compareAndSet(false, true) && !isGone()) {
      Thread.ofVirtual().name("answer").start(this::pull);
      if (heartbeat > 0) {
        loop.execute(
            () -> {
              saidAt = ticker.nanoTime();
              beat();
            });
      }
    }
  }

  private boolean isGone() {
    lock.lock();
    try {
      return gone;
    } finally {
      lock.unlock();
    }
  }

  private void pull() {
    try (source) {
      for (byte[] next = source.next();
          next != null && awaitRoom(next.length);
          next = source.next()) {
        byte[] piece = next;
        loop.execute(() -> say(piece));
      }
      loop.execute(this::complete);
    } catch (IOException | RuntimeException e) {
      loop.execute(() -> fail(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      loop.execute(() -> fail(e));
    }
  }

  /** Waits until the client can take more; false if it went away. */
  private boolean awaitRoom(int bytes) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting >= WINDOW && !gone) {
        room.await();
      }
      waiting += bytes;
      return !gone;
    } finally {
      lock.unlock();
    }
  }

  private void say(byte[] bytes) {
    if (!ended) {
      saidAt = ticker.nanoTime();
      client.add(bodies.readBufferFactory().adapt(bytes));
    }
  }

  private void beat() {
    if (ended) {
      return;
    }
    long quiet = ticker.nanoTime() - saidAt;
    if (quiet >= heartbeat && countComment()) {
      say(SseWriter.keepAlive());
      quiet = 0;
    }
    loop.schedule(this::beat, Math.max(heartbeat - quiet, heartbeat / 4), TimeUnit.NANOSECONDS);
  }

  /** A client that does not read what there is needs no comments. */
  private boolean countComment() {
    lock.lock();
    try {
      if (waiting > 0) {
        return false;
      }
      waiting += SseWriter.keepAlive().length;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void complete() {
    if (!ended) {
      ended = true;
      client.complete();
    }
  }

  private void fail(Exception cause) {
    if (!ended) {
      ended = true;
      client.error(cause);
    }
  }

  @Override
  public void onBytesConsumed(long bytes) {
    lock.lock();
    try {
      waiting = Math.max(0, waiting - bytes);
      room.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void allowDiscard() {
    lock.lock();
    try {
      gone = true;
      room.signal();
    } finally {
      lock.unlock();
    }
    loop.execute(() -> ended = true);
    source.close();
  }
}
