package dev.keyrelay.providers.demo;

import dev.keyrelay.spi.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * The answering side of one exchange: whole answers, streams, and everything that can go wrong with
 * either. Every call is one write to the socket, flushed at once. Methods throw {@link
 * ClientLeftException} once the client is gone.
 */
public final class Answer {

  private enum State {
    FRESH,
    CHUNKED,
    RAW,
    COMPLETE,
    BROKEN
  }

  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_BREAK = {'\r', '\n'};

  private final Socket socket;
  private final SocketBytes input;
  private final OutputStream out;
  private final boolean headOnly;
  private State state = State.FRESH;

  Answer(Socket socket, SocketBytes input, boolean headOnly) throws IOException {
    this.socket = socket;
    this.input = input;
    this.out = socket.getOutputStream();
    this.headOnly = headOnly;
  }

  /** Sends a whole answer with its length. */
  public void send(int status, Headers headers, byte[] body) throws IOException {
    begin(status, headers, body.length, headOnly ? new byte[0] : body);
    state = State.COMPLETE;
  }

  /** Sends a whole JSON answer. */
  public void sendJson(int status, byte[] body) throws IOException {
    send(status, Headers.of("Content-Type", "application/json"), body);
  }

  /**
   * Sends the head of an answer of the stated length and the first bytes of its body; {@link #raw}
   * sends more of it.
   */
  public void begin(int status, Headers headers, long length, byte[] first) throws IOException {
    var bytes = new ByteArrayOutputStream(256 + first.length);
    bytes.writeBytes(head(status, headers, "Content-Length: " + length));
    bytes.writeBytes(first);
    raw(bytes.toByteArray());
  }

  /** Sends the head of an answer in chunks. */
  public void beginChunks(int status, Headers headers) throws IOException {
    raw(head(status, headers, "Transfer-Encoding: chunked"));
    state = headOnly ? State.COMPLETE : State.CHUNKED;
  }

  /** Sends the head of an event stream of status 200. */
  public void beginEvents() throws IOException {
    beginChunks(200, Headers.of("Content-Type", "text/event-stream", "Cache-Control", "no-cache"));
  }

  /** Sends one HTTP chunk. An empty one is left out, because it would end the answer. */
  public void chunk(byte[] bytes) throws IOException {
    if (bytes.length == 0 || state == State.COMPLETE) {
      return;
    }
    if (state != State.CHUNKED) {
      throw new IllegalStateException("chunk before beginChunks");
    }
    write(framed(bytes));
  }

  /** Sends one event without a name as a chunk of its own. */
  public void event(byte[] payload) throws IOException {
    chunk(Events.data(payload));
  }

  /** Ends an answer in chunks as HTTP wants. */
  public void end() throws IOException {
    if (state == State.CHUNKED) {
      write(LAST_CHUNK);
    }
    state = State.COMPLETE;
  }

  /** Sends bytes as they are. Call {@link #complete} after the last of an answer. */
  public void raw(byte[] bytes) throws IOException {
    state = State.RAW;
    write(bytes);
  }

  /** States that what {@link #raw} sent is a whole answer, so that the connection stays open. */
  public void complete() {
    state = State.COMPLETE;
  }

  /** Waits. */
  public void pause(Duration length) throws IOException {
    if (length.isPositive() && input.leavesWithin(length)) {
      throw new ClientLeftException("the client left during a pause");
    }
  }

  /** Sends nothing more until the client goes away. */
  public void stall() throws IOException {
    input.awaitLeave();
    throw new ClientLeftException("the client left during a stall");
  }

  /** Closes the connection in order (FIN), whether or not the answer is complete. */
  public void close() throws IOException {
    state = State.BROKEN;
    socket.close();
  }

  /** Resets the connection (RST). */
  public void reset() throws IOException {
    state = State.BROKEN;
    socket.setSoLinger(true, 0);
    socket.close();
  }

  boolean isComplete() {
    return state == State.COMPLETE;
  }

  private void write(byte[] bytes) throws IOException {
    try {
      out.write(bytes);
    } catch (IOException e) {
      throw new ClientLeftException("the client left: " + e.getMessage());
    }
  }

  private static byte[] framed(byte[] bytes) {
    byte[] size = Integer.toHexString(bytes.length).getBytes(StandardCharsets.US_ASCII);
    byte[] frame = new byte[size.length + bytes.length + 4];
    System.arraycopy(size, 0, frame, 0, size.length);
    System.arraycopy(LINE_BREAK, 0, frame, size.length, 2);
    System.arraycopy(bytes, 0, frame, size.length + 2, bytes.length);
    System.arraycopy(LINE_BREAK, 0, frame, frame.length - 2, 2);
    return frame;
  }

  private static byte[] head(int status, Headers headers, String framing) {
    var head = new StringBuilder(256).append("HTTP/1.1 ").append(status).append(" \r\n");
    headers
        .map()
        .forEach(
            (name, values) ->
                values.forEach(
                    value ->
                        head.append(name.toLowerCase(Locale.ROOT))
                            .append(": ")
                            .append(value)
                            .append("\r\n")));
    head.append(framing).append("\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
