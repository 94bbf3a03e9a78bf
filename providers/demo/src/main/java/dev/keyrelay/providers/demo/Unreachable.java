package dev.keyrelay.providers.demo;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * An address on 127.0.0.1 where no connection can be made: refused, or hanging until the caller
 * gives up.
 */
public final class Unreachable implements AutoCloseable {

  private static final int FULL_AFTER_MILLISECONDS = 200;
  private static final int MOST_ATTEMPTS = 64;

  private final int port;
  private final List<Closeable> held = new ArrayList<>();

  private Unreachable(int port, Closeable holder) {
    this.port = port;
    held.add(holder);
  }

  /** An address that refuses connections: its port is taken, and nobody listens there. */
  public static Unreachable refusing() {
    try {
      var deaf = new Socket();
      deaf.bind(new InetSocketAddress("127.0.0.1", 0));
      return new Unreachable(deaf.getLocalPort(), deaf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An address that answers no connection attempt: its queue is full and nobody serves it. Linux
   * then drops further attempts in silence.
   */
  public static Unreachable hanging() {
    try {
      var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
      var unreachable = new Unreachable(server.getLocalPort(), server);
      unreachable.fillQueue();
      return unreachable;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code http://127.0.0.1:PORT}, without a slash at the end. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private void fillQueue() throws IOException {
    var address = new InetSocketAddress("127.0.0.1", port);
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
      var socket = new Socket();
      held.add(socket);
      try {
        socket.connect(address, FULL_AFTER_MILLISECONDS);
      } catch (SocketTimeoutException _) {
        return;
      }
    }
    throw new IOException("connections still succeed after " + MOST_ATTEMPTS + " attempts");
  }

  @Override
  public void close() {
    try {
      for (Closeable one : held) {
        one.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
