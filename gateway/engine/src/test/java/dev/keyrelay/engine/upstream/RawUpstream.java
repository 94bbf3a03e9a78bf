package dev.keyrelay.engine.upstream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An upstream that does to its connections exactly what a test says, byte by byte. */
final class RawUpstream implements AutoCloseable {

  /** What happens on a connection, after each request until it returns false. */
  @FunctionalInterface
  interface Script {
    void serve(Connection connection) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Script script;
  final List<Connection> connections = new CopyOnWriteArrayList<>();
  final AtomicInteger requests = new AtomicInteger();

  RawUpstream(Script script) throws IOException {
    this(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), script);
  }

  RawUpstream(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/chat/completions");
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var connection = new Connection(server.accept());
        connections.add(connection);
        Thread.ofVirtual().start(connection::run);
      } catch (IOException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var connection : connections) {
      connection.socket.close();
    }
  }

  /** One connection. */
  final class Connection {
    final Socket socket;
    private final InputStream in;
    final CountDownLatch clientGone = new CountDownLatch(1);
    volatile String lastRequest = "";
    volatile String lastBody = "";
    volatile long written;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    private void run() {
      try (socket) {
        while (readRequest()) {
          requests.incrementAndGet();
          script.serve(this);
        }
      } catch (IOException e) {
        // The client went away, or the script cut it off.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        clientGone.countDown();
      }
    }

    private boolean readRequest() throws IOException {
      var head = new StringBuilder();
      int c;
      while ((c = in.read()) >= 0) {
        head.append((char) c);
        if (head.toString().endsWith("\r\n\r\n")) {
          lastRequest = head.toString();
          int length =
              lastRequest
                  .lines()
                  .filter(
                      line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                  .map(line -> Integer.parseInt(line.substring(15).strip()))
                  .findFirst()
                  .orElse(0);
          lastBody = new String(in.readNBytes(length), StandardCharsets.UTF_8);
          return true;
        }
      }
      return false;
    }

    /** Writes raw text. */
    Connection write(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      written += bytes.length;
      return this;
    }

    /** A complete answer. */
    Connection answer(int status, String body) throws IOException {
      return write(
          "HTTP/1.1 "
              + status
              + " X\r\nContent-Type: application/json\r\nX-Request-Id: r1\r\nContent-Length: "
              + body.getBytes(StandardCharsets.UTF_8).length
              + "\r\n\r\n"
              + body);
    }

    /** The head of an event stream. */
    Connection stream() throws IOException {
      return write(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
    }

    /** One chunk of a chunked body. */
    Connection chunk(String text) throws IOException {
      int size = text.getBytes(StandardCharsets.UTF_8).length;
      return write(Integer.toHexString(size) + "\r\n" + text + "\r\n");
    }

    /** The end of a chunked body. */
    Connection end() throws IOException {
      return write("0\r\n\r\n");
    }

    /** Cuts the connection with a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits for the client to close the connection. */
    void awaitClient() {
      try {
        while (in.read() >= 0) {
          // A client says nothing more.
        }
      } catch (IOException e) {
        // Gone with a reset.
      }
      clientGone.countDown();
    }

    /** Lets a moment pass, unless the test is over. */
    void pause() throws InterruptedException {
      clientGone.await(10, TimeUnit.MILLISECONDS);
    }

    boolean clientLeft() {
      return clientGone.getCount() == 0 || socket.isClosed();
    }

    boolean clientLeaves(long seconds) {
      try {
        return clientGone.await(seconds, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new UncheckedIOException(new IOException(e));
      }
    }
  }
}
