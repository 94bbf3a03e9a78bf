package dev.keyrelay.server.answer;

import dev.keyrelay.engine.sse.StreamedBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A stream as a host without event loops reads it: on its own thread, and never more at once than
 * one piece, so that whoever passes on what was read passes on events as they come.
 */
final class StreamedInput extends InputStream {

  private final StreamedBytes source;
  private byte @Nullable [] piece = new byte[0];
  private int position;

  StreamedInput(StreamedBytes source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (piece != null && position == piece.length) {
      piece = next();
      position = 0;
    }
    if (piece == null) {
      return -1;
    }
    int count = Math.min(length, piece.length - position);
    System.arraycopy(piece, position, into, offset, count);
    position += count;
    return count;
  }

  private byte @Nullable [] next() throws IOException {
    try {
      return source.next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an answer was streamed");
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
