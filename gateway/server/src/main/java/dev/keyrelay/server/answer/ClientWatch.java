package dev.keyrelay.server.answer;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Watches whether the client stays while its answer is prepared: nobody else would notice before
 * the first byte is written. Hosts without connections, such as AWS Lambda, have nothing to watch.
 *
 * <pre>{@code
 * try (var _ = ClientWatch.interrupting(request)) {
 *   … blocking work, which ends with InterruptedException when the client goes away
 * }
 * }</pre>
 */
public final class ClientWatch implements AutoCloseable {

  private static final ClientWatch NOTHING = new ClientWatch(() -> {}, new AtomicBoolean());

  private final Runnable stop;
  private final AtomicBoolean over;

  private ClientWatch(Runnable stop, AtomicBoolean over) {
    this.stop = stop;
    this.over = over;
  }

  /** Interrupts the calling thread when the client of a request goes away. */
  public static ClientWatch interrupting(HttpRequest<?> request) {
    var thread = Thread.currentThread();
    return calling(request, thread::interrupt);
  }

  /** Calls back, on an event loop, when the client of a request goes away. */
  public static ClientWatch calling(HttpRequest<?> request, Runnable gone) {
    HttpRequest<?> inner = request;
    while (inner instanceof HttpRequestWrapper<?> wrapper) {
      inner = wrapper.getDelegate();
    }
    if (!(inner instanceof NettyHttpRequest<?> netty)) {
      return NOTHING;
    }
    var over = new AtomicBoolean();
    GenericFutureListener<Future<Void>> listener =
        _ -> {
          synchronized (over) {
            if (!over.get()) {
              gone.run();
            }
          }
        };
    var closed = netty.getChannelHandlerContext().channel().closeFuture();
    closed.addListener(listener);
    return new ClientWatch(() -> closed.removeListener(listener), over);
  }

  /** Stops watching; nobody is interrupted or called any more once this returns. */
  @Override
  public void close() {
    synchronized (over) {
      over.set(true);
    }
    stop.run();
  }
}
