package dev.keyrelay.engine.sse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Parses server-sent events from byte chunks of any size, as the HTML standard's section
 * "Server-sent events" defines them: CR, LF and CRLF end a line, a blank line ends a block, a byte
 * order mark at the start and lines that begin with a colon mean nothing. The fields {@code id} and
 * {@code retry} are skipped. Not safe for use by several threads.
 */
public final class SseParser {

  /** The most bytes of one event, including its line ends: 8 MiB. */
  public static final int MAX_EVENT = 8 * 1024 * 1024;

  /** Memory above this is given back between events. */
  private static final int KEPT = 8 * 1024;

  private static final byte[] NONE = new byte[0];
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};

  /** Told about each block, in order. */
  @FunctionalInterface
  public interface Blocks {

    /**
     * A block is complete.
     *
     * @param event the event it holds; null if it holds none, but comments or nothing
     * @param end how many bytes of the chunk being fed belong to this block and those before it
     */
    void block(@Nullable SseEvent event, int end);
  }

  private byte[] bytes = NONE;
  private int limit;
  private int blockStart;
  private int lineStart;
  private boolean started;
  private boolean afterCarriageReturn;

  private String name = "";
  private byte @Nullable [] data;

  /**
   * Parses the remaining bytes of a chunk, and consumes them.
   *
   * @return how many bytes at the end of the chunk belong to a block that is not complete
   */
  public int feed(ByteBuffer chunk, Blocks blocks) throws EventTooLargeException {
    int fresh = chunk.remaining();
    append(chunk, fresh);
    int chunkStart = limit - fresh;
    int at = chunkStart;
    while (at < limit) {
      byte c = bytes[at++];
      if (c == '\n' || c == '\r') {
        if (c == '\n' && afterCarriageReturn) {
          skipLineFeed(at);
          continue;
        }
        afterCarriageReturn = c == '\r';
        int lineEnd = at - 1;
        if (afterCarriageReturn && at < limit && bytes[at] == '\n') {
          at++;
          afterCarriageReturn = false;
        }
        if (lineEnd > lineStart) {
          field(lineStart, lineEnd);
        } else {
          blockStart = at;
          blocks.block(takeEvent(), at - chunkStart);
        }
        lineStart = at;
      } else {
        afterCarriageReturn = false;
      }
    }
    int tail = limit - blockStart;
    if (tail > MAX_EVENT) {
      throw new EventTooLargeException(tail);
    }
    return Math.min(tail, fresh);
  }

  /**
   * Ends the stream. An event whose blank line is missing counts.
   *
   * @return that event, if there is one
   */
  public @Nullable SseEvent finish() {
    if (limit > lineStart) {
      field(lineStart, limit);
      lineStart = limit;
    }
    blockStart = limit;
    return takeEvent();
  }

  private void append(ByteBuffer chunk, int fresh) {
    int tail = limit - blockStart;
    if (tail == 0 && bytes.length > KEPT) {
      bytes = NONE;
    }
    if (tail + fresh > bytes.length) {
      byte[] larger = new byte[Math.max(tail + fresh, Math.min(2 * tail, MAX_EVENT))];
      System.arraycopy(bytes, bytes.length == 0 ? 0 : blockStart, larger, 0, tail);
      bytes = larger;
    } else if (blockStart > 0) {
      System.arraycopy(bytes, blockStart, bytes, 0, tail);
    }
    lineStart -= blockStart;
    blockStart = 0;
    chunk.get(bytes, tail, fresh);
    limit = tail + fresh;
  }

  /** The line feed belongs to the carriage return that ended the chunk before. */
  private void skipLineFeed(int at) {
    afterCarriageReturn = false;
    if (blockStart == lineStart) {
      blockStart = at;
    }
    lineStart = at;
  }

  private @Nullable SseEvent takeEvent() {
    var event = data == null ? null : new SseEvent(name, data);
    name = "";
    data = null;
    return event;
  }

  private void field(int start, int end) {
    int from = start;
    if (!started) {
      started = true;
      if (end - from >= 3
          && bytes[from] == (byte) 0xEF
          && bytes[from + 1] == (byte) 0xBB
          && bytes[from + 2] == (byte) 0xBF) {
        from += 3;
      }
    }
    int colon = from;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    int value = Math.min(colon + 1, end);
    if (value < end && bytes[value] == ' ') {
      value++;
    }
    if (Arrays.equals(bytes, from, colon, DATA, 0, DATA.length)) {
      addData(value, end);
    } else if (Arrays.equals(bytes, from, colon, EVENT, 0, EVENT.length)) {
      name = new String(bytes, value, end - value, StandardCharsets.UTF_8);
    }
  }

  private void addData(int from, int to) {
    byte[] before = data;
    if (before == null) {
      data = Arrays.copyOfRange(bytes, from, to);
    } else {
      byte[] joined = Arrays.copyOf(before, before.length + 1 + to - from);
      joined[before.length] = '\n';
      System.arraycopy(bytes, from, joined, before.length + 1, to - from);
      data = joined;
    }
  }
}
