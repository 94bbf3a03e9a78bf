package dev.keyrelay.server.answer;

import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.spi.Headers;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes the responses that controllers return. A controller's method must be declared to return
 * {@code HttpResponse<?>}, or the framework looks for another writer.
 */
public final class Answers {

  private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

  private Answers() {}

  /** A complete answer. The array is kept, not copied. */
  public static HttpResponse<?> complete(int status, Headers headers, byte[] body) {
    // The length is told here for HEAD, where the framework would close the connection instead.
    return withHeaders(Answers.<byte[]>status(status), headers)
        .body(body)
        .contentLength(body.length);
  }

  /**
   * A stream of server-sent events. A stream that was handed on by the engine goes from socket to
   * socket without a thread; any other is pulled by a virtual thread, as fast as the client reads.
   * A client that goes away closes the stream. From here on the stream belongs to the response.
   *
   * @param heartbeat how long the client may hear nothing before a comment is sent; empty for
   *     never, as some clients of Gemini routes fail on comments. A handed-on stream has its own.
   */
  public static HttpResponse<?> stream(
      int status, Headers headers, StreamedBytes stream, Optional<Duration> heartbeat) {
    MutableHttpResponse<Streamed> response = status(status);
    withHeaders(response, headers);
    setDefault(response, headers, "Content-Type", EVENT_STREAM);
    setDefault(response, headers, "Cache-Control", "no-cache");
    // Reverse proxies such as nginx would keep events back otherwise.
    setDefault(response, headers, "X-Accel-Buffering", "no");
    return response.body(new Streamed(stream, heartbeat));
  }

  /** Upstream services use statuses that the framework has no name for, such as 529. */
  private static <B> MutableHttpResponse<B> status(int status) {
    return HttpResponse.status(status, "");
  }

  private static <B> MutableHttpResponse<B> withHeaders(
      MutableHttpResponse<B> response, Headers headers) {
    headers.map().forEach((name, all) -> all.forEach(value -> response.header(name, value)));
    return response;
  }

  private static void setDefault(
      MutableHttpResponse<?> response, Headers given, String name, String value) {
    if (given.first(name).isEmpty()) {
      response.header(name, value);
    }
  }
}
