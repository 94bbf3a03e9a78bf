package dev.keyrelay.providers.demo;

import dev.keyrelay.spi.Headers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Serves one connection: one request after the other, each answered by its script. */
final class Connection implements Runnable {

  /** What the upstream does for its connections. */
  interface Host {
    /** Notes a request and finds its script. */
    Script scriptFor(ReceivedRequest request);

    /** Makes the record of a request. */
    ReceivedRequest record(int connection, RequestReader.Parts parts);

    /** The connection is closed. */
    void closed(Connection connection);
  }

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final int number;
  private final Socket socket;
  private final InstantSource clock;
  private final Host host;

  Connection(int number, Socket socket, InstantSource clock, Host host) {
    this.number = number;
    this.socket = socket;
    this.clock = clock;
    this.host = host;
  }

  @Override
  public void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      serve();
    } catch (IOException _) {
      // The client is gone, or the upstream was closed; the request's record says which.
    } finally {
      host.closed(this);
    }
  }

  private void serve() throws IOException {
    var bytes = new SocketBytes(socket);
    var reader = new RequestReader(bytes, () -> socket.getOutputStream().write(CONTINUE));
    boolean goOn = true;
    while (goOn) {
      try {
        var parts = reader.next();
        goOn = parts.isPresent() && answered(parts.get(), bytes);
      } catch (RequestReader.NotHttpException | IllegalArgumentException e) {
        refuse(bytes, String.valueOf(e.getMessage()));
        goOn = false;
      }
    }
  }

  private boolean answered(RequestReader.Parts parts, SocketBytes bytes) throws IOException {
    ReceivedRequest request = host.record(number, parts);
    var answer = new Answer(socket, bytes, request.method().equals("HEAD"));
    try {
      host.scriptFor(request).play(request, answer);
      request.answered(clock.instant());
    } catch (IOException e) {
      request.clientLeft(clock.instant());
      throw e;
    }
    return answer.isComplete() && !request.last();
  }

  private void refuse(SocketBytes bytes, String why) throws IOException {
    new Answer(socket, bytes, false)
        .send(
            400,
            Headers.of("Content-Type", "text/plain", "Connection", "close"),
            (why + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Closes the connection, whatever is being done on it. */
  void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // Closed is closed.
    }
  }
}
