package dev.keyrelay.providers.demo;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The reading side of one connection. Waiting is reading with a timeout, so that a client which
 * goes away ends a pause at once and no second thread has to watch for it.
 */
final class SocketBytes {

  private static final int LINE_LIMIT = 65_536;

  private final Socket socket;
  private final InputStream in;
  private final byte[] buffer = new byte[16_384];
  private int start;
  private int end;

  SocketBytes(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /** The next line without its line break; absent at the end of the connection. */
  Optional<String> line() throws IOException {
    var line = new ByteArrayOutputStream(128);
    while (true) {
      int next = read();
      if (next < 0) {
        return Optional.empty();
      }
      if (next == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
      }
      if (line.size() == LINE_LIMIT) {
        throw new IOException("a line longer than " + LINE_LIMIT + " bytes");
      }
      line.write(next);
    }
  }

  /** Exactly {@code length} bytes. */
  byte[] exactly(int length) throws IOException {
    byte[] bytes = new byte[length];
    int done = Math.min(length, end - start);
    System.arraycopy(buffer, start, bytes, 0, done);
    start += done;
    while (done < length) {
      int count = in.read(bytes, done, length - done);
      if (count < 0) {
        throw new EOFException("the body ended after " + done + " of " + length + " bytes");
      }
      done += count;
    }
    return bytes;
  }

  /**
   * Waits, and tells whether the client went away meanwhile. A client that pipelines its next
   * request is not watched until it is read.
   */
  boolean leavesWithin(Duration wait) throws IOException {
    int milliseconds = (int) Math.min(Integer.MAX_VALUE, Math.max(1, wait.toMillis()));
    if (start < end) {
      return pausedWhileRequestsWait(milliseconds);
    }
    socket.setSoTimeout(milliseconds);
    try {
      return !fill();
    } catch (SocketTimeoutException _) {
      return false;
    } finally {
      socket.setSoTimeout(0);
    }
  }

  /** Waits until the client goes away. */
  void awaitLeave() throws IOException {
    while (fill()) {
      start = end;
    }
  }

  private static boolean pausedWhileRequestsWait(int milliseconds) throws IOException {
    try {
      Thread.sleep(milliseconds);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private int read() throws IOException {
    return start < end || fill() ? buffer[start++] & 0xff : -1;
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer, 0, buffer.length);
    if (count < 0) {
      return false;
    }
    start = 0;
    end = count;
    return true;
  }
}
