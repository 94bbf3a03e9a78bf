package dev.keyrelay.providers.demo;

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

  private final ServerSocket server;
  private final List<Socket> queue = new ArrayList<>();

  private Unreachable(ServerSocket server) {
    this.server = server;
  }

  /** An address that refuses connections for as long as nobody else takes its port. */
  public static Unreachable refusing() {
    try {
      var unreachable = new Unreachable(listening());
      unreachable.server.close();
      return unreachable;
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
      var unreachable = new Unreachable(listening());
      unreachable.fillQueue();
      return unreachable;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code http://127.0.0.1:PORT}, without a slash at the end. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
  }

  private void fillQueue() throws IOException {
    var address = new InetSocketAddress("127.0.0.1", server.getLocalPort());
    for (int i = 0; i < MOST_ATTEMPTS; i++) {
      var socket = new Socket();
      queue.add(socket);
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
      server.close();
      for (Socket socket : queue) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
