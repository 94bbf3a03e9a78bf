package dev.keyrelay.engine.upstream;

import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import io.micronaut.http.HttpResponse;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose headers are here and whose body is on its way. Exactly one of {@link #readAll},
 * {@link #readSome} and {@link #events} may be used, by one thread. Closing an answer that has not
 * been read to its end cancels it; closing is harmless after it has been handed on.
 */
public final class UpstreamReply implements AutoCloseable {

  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

  private final int status;
  private final Headers headers;
  private final Intake intake;
  private final Timing timing;
  private @Nullable EventReader reader;

  UpstreamReply(HttpResponse<?> response, Intake intake, Timing timing) {
    this.status = response.code();
    this.headers = headers(response);
    this.intake = intake;
    this.timing = timing;
  }

  private static Headers headers(HttpResponse<?> response) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    response.getHeaders().forEach((name, all) -> values.put(name, new ArrayList<>(all)));
    return Headers.of(values);
  }

  /** The HTTP status. A redirect is an answer like any other. */
  public int status() {
    return status;
  }

  /** The headers of the answer. */
  public Headers headers() {
    return headers;
  }

  /** Whether the status is 2xx. */
  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /** Whether the body is a stream of server-sent events, by its content type. */
  public boolean isEventStream() {
    return headers
        .first("Content-Type")
        .map(type -> type.strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream"))
        .orElse(false);
  }

  /**
   * Waits for the whole body.
   *
   * @throws UpstreamException at stage WAIT if it is late, at stage BODY if it is cut short or has
   *     more than {@code most} bytes
   */
  public byte[] readAll(long most) throws UpstreamException, InterruptedException {
    return readAll(size -> size <= most, most + " bytes (expected: at most that)");
  }

  /**
   * Waits for the whole body.
   *
   * @param fits asked with what the body is said to have, and again with what it has whenever more
   *     has come, in bytes
   * @throws UpstreamException as above, at stage BODY if it does not fit
   */
  public byte[] readAll(LongPredicate fits) throws UpstreamException, InterruptedException {
    return readAll(fits, "memory holds beside others (expected: less, or a larger heap)");
  }

  private byte[] readAll(LongPredicate fits, String limit)
      throws UpstreamException, InterruptedException {
    require(fits, announced(), limit);
    List<byte[]> pieces = new ArrayList<>();
    int size = 0;
    for (ByteBuf piece = take(); piece != null; piece = take()) {
      try {
        size = Math.addExact(size, piece.readableBytes());
        require(fits, size, limit);
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        pieces.add(bytes);
      } finally {
        piece.release();
      }
    }
    return pieces.size() == 1 ? pieces.getFirst() : joined(pieces, size);
  }

  private long announced() {
    return headers
        .first("Content-Length")
        .filter(text -> LENGTH.matcher(text).matches())
        .map(Long::valueOf)
        .orElse(0L);
  }

  private void require(LongPredicate fits, long size, String limit) throws UpstreamException {
    if (!fits.test(size)) {
      close();
      throw new UpstreamException(
          Stage.BODY, StreamEnd.Kind.BROKEN, "the answer is larger than " + limit);
    }
  }

  private static byte[] joined(List<byte[]> pieces, int size) {
    byte[] body = new byte[size];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, body, at, piece.length);
      at += piece.length;
    }
    return body;
  }

  /**
   * Waits for the body of an error: its beginning is enough, and so is what came before the
   * connection was lost or the deadline passed.
   */
  public byte[] readSome(int most) throws InterruptedException {
    var body = new ByteArrayOutputStream();
    try (this) {
      while (body.size() < most) {
        ByteBuf piece = take();
        if (piece == null) {
          break;
        }
        try {
          piece.readBytes(body, Math.min(piece.readableBytes(), most - body.size()));
        } finally {
          piece.release();
        }
      }
    } catch (IOException _) {
      // What has arrived says more about the failure than that it was cut.
    }
    return body.toByteArray();
  }

  private @Nullable ByteBuf take() throws UpstreamException, InterruptedException {
    try {
      return intake.take(timing.gap(), Stage.WAIT, "the rest of the answer");
    } catch (UpstreamException e) {
      close();
      throw e.end().kind() == StreamEnd.Kind.BROKEN
          ? new UpstreamException(Stage.BODY, StreamEnd.Kind.BROKEN, e.message(), e)
          : e;
    }
  }

  /** Reads the body as server-sent events. The same reader each time. */
  public EventReader events() {
    var current = reader;
    if (current == null) {
      current = new EventReader(intake, timing);
      reader = current;
    }
    return current;
  }

  @Override
  public void close() {
    var current = reader;
    if (current == null) {
      intake.close();
    } else {
      current.close();
    }
  }

  @Override
  public String toString() {
    return "UpstreamReply[" + status + " " + headers + "]";
  }
}
