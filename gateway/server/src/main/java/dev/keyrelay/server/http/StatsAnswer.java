package dev.keyrelay.server.http;

import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.engine.stats.StatsPages;
import dev.keyrelay.server.answer.Answers;
import dev.keyrelay.spi.Headers;
import io.micronaut.http.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Quota statistics on their way to a client: at once if they are short, else piece by piece, as
 * fast as the client reads.
 */
final class StatsAnswer implements StreamedBytes {

  private final Queue<byte[]> written = new ArrayDeque<>();
  private final StatsPages pages;
  private final Runnable end;
  private volatile boolean closed;

  private StatsAnswer(StatsPages pages, Runnable end) {
    this.pages = pages;
    this.end = end;
  }

  /**
   * The response.
   *
   * @param end what to do when everything has been written
   */
  static HttpResponse<?> of(StatsPages pages, Headers headers, Runnable end) {
    var answer = new StatsAnswer(pages, end);
    try {
      byte[] first = answer.next();
      byte[] second = answer.next();
      if (first == null || second == null) {
        return Responses.json(200, headers, first == null ? new byte[0] : first);
      }
      answer.written.add(first);
      answer.written.add(second);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Answers.stream(
        200, headers.with("Content-Type", "application/json"), answer, Optional.empty());
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    byte[] page = written.poll();
    if (page != null || closed) {
      return page;
    }
    page = pages.next();
    if (page == null) {
      closed = true;
      end.run();
    }
    return page;
  }

  @Override
  public void close() {
    closed = true;
  }
}
