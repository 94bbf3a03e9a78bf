package dev.keyrelay.engine.upstream;

import dev.keyrelay.spi.UpstreamFailure.Stage;
import io.micronaut.buffer.netty.NettyReadBufferFactory;
import io.micronaut.core.io.buffer.ReadBuffer;
import io.micronaut.http.body.AvailableByteBody;
import io.micronaut.http.body.ByteBody;
import io.micronaut.http.body.stream.BaseStreamingByteBody;
import io.micronaut.http.body.stream.BufferConsumer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the body of an answer on the upstream's event loop. A blocking reader pulls from it; or
 * everything that is in it and yet comes is redirected, still on the event loop.
 *
 * <p>At most {@link #WINDOW} bytes wait here: no more is read from the socket until the reader
 * takes some.
 */
final class Intake implements BufferConsumer {

  /** How many bytes may have been asked of upstream and not been taken by the reader. */
  static final int WINDOW = 64 * 1024;

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();
  private boolean complete;
  private @Nullable Throwable error;
  private boolean closed;
  private @Nullable Passage passage;
  private BufferConsumer.@Nullable Upstream upstream;

  private Intake(Channel channel) {
    this.channel = channel;
  }

  /** Begins to read a body that came over a channel. */
  static Intake of(ByteBody body, Channel channel) {
    var intake = new Intake(channel);
    if (body instanceof AvailableByteBody available) {
      intake.add(available.toReadBuffer());
      intake.complete();
    } else if (body instanceof BaseStreamingByteBody<?> streaming) {
      var source = streaming.primary(intake);
      intake.attach(source);
      source.start();
      source.onBytesConsumed(WINDOW);
    } else {
      throw new IllegalStateException("body: " + body.getClass() + " (expected: Netty's)");
    }
    return intake;
  }

  private void attach(BufferConsumer.Upstream source) {
    lock.lock();
    try {
      upstream = source;
    } finally {
      lock.unlock();
    }
  }

  Channel channel() {
    return channel;
  }

  @Override
  public void add(ReadBuffer read) {
    ByteBuf buffer = NettyReadBufferFactory.toByteBuf(read);
    Passage next;
    lock.lock();
    try {
      next = passage;
      if (closed || !buffer.isReadable()) {
        buffer.release();
        return;
      }
      if (next == null) {
        queue.add(buffer);
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.add(buffer);
    }
  }

  @Override
  public void complete() {
    end(null);
  }

  @Override
  public void error(Throwable cause) {
    end(cause);
  }

  private void end(@Nullable Throwable cause) {
    Passage next;
    lock.lock();
    try {
      if (complete || error != null) {
        return;
      }
      complete = cause == null;
      error = cause;
      next = passage;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.upstreamEnded(cause);
    }
  }

  /**
   * Waits for bytes.
   *
   * @param stage the stage to report a failure in
   * @param expectation what is waited for, as in "timed out waiting for …"
   * @return bytes that the caller must release; null at the end of the body
   */
  @Nullable ByteBuf take(Patience patience, Stage stage, String expectation)
      throws UpstreamException, InterruptedException {
    ByteBuf buffer;
    BufferConsumer.Upstream source;
    lock.lockInterruptibly();
    try {
      long left = patience.nanos();
      while (queue.isEmpty() && !complete && error == null && !closed) {
        if (left <= 0) {
          throw patience.exceeded(stage, expectation);
        }
        left = arrived.awaitNanos(left);
      }
      if (closed) {
        throw new UpstreamException(stage, StreamEnd.Kind.CANCELLED, "the stream was cancelled");
      }
      buffer = queue.poll();
      if (buffer == null) {
        if (error != null) {
          throw new UpstreamException(
              stage, StreamEnd.Kind.BROKEN, "connection lost: " + Causes.of(error), error);
        }
        return null;
      }
      source = upstream;
    } finally {
      lock.unlock();
    }
    if (source != null) {
      source.onBytesConsumed(buffer.readableBytes());
    }
    return buffer;
  }

  /** Sends everything on to a passage. To be called on the event loop of the channel. */
  void redirect(Passage next) {
    while (true) {
      ByteBuf buffer;
      lock.lock();
      try {
        buffer = queue.poll();
        if (buffer == null) {
          passage = next;
          break;
        }
      } finally {
        lock.unlock();
      }
      next.add(buffer);
    }
    if (complete || error != null) {
      next.upstreamEnded(error);
    }
  }

  /** Asks upstream for more. */
  void request(long bytes) {
    var source = upstream;
    if (source != null) {
      source.onBytesConsumed(bytes);
    }
  }

  /** Frees what waits, and closes the connection unless the body has been read to its end. */
  void close() {
    boolean unfinished;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      unfinished = !complete;
      queue.forEach(ByteBuf::release);
      queue.clear();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    if (unfinished) {
      channel.close();
    }
  }
}
