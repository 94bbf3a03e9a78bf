package dev.keyrelay.server.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.engine.sse.StreamedBytes;
import dev.keyrelay.engine.upstream.Deadlines;
import dev.keyrelay.engine.upstream.HandedOnStream;
import dev.keyrelay.engine.upstream.StreamEnd;
import dev.keyrelay.engine.upstream.StreamTap;
import dev.keyrelay.engine.upstream.UpstreamClient;
import dev.keyrelay.engine.upstream.UpstreamOptions;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UpstreamRequest;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes an upstream's streams on, in each of the ways in which an answer can be written. */
@Controller
@Requires(beans = AnswersTestController.Upstream.class)
final class AnswersTestController {

  private static final Deadlines PATIENT =
      new Deadlines(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60));
  private static final Headers HEADERS = Headers.of("X-Request-Id", "r1");

  /** Where the streams come from, and how they ended. */
  record Upstream(URI uri, List<String> ends) {

    Upstream(URI uri) {
      this(uri, new CopyOnWriteArrayList<>());
    }
  }

  private final UpstreamClient client = new UpstreamClient(UpstreamOptions.DEFAULT);
  private final Upstream upstream;

  AnswersTestController(Upstream upstream) {
    this.upstream = upstream;
  }

  @PreDestroy
  void close() {
    client.close();
  }

  @Get("/complete")
  HttpResponse<?> complete() {
    return Answers.complete(
        529,
        Headers.of("Content-Type", "application/json", "Retry-After", "7"),
        "{\"overloaded\":1 }".getBytes(UTF_8));
  }

  @Get("/handed-on")
  HttpResponse<?> handedOn(HttpRequest<?> request, @QueryValue("heartbeat") Optional<Integer> beat)
      throws Exception {
    try (var _ = ClientWatch.interrupting(request)) {
      return Answers.stream(200, HEADERS, open(beat.map(Duration::ofMillis)), Optional.empty());
    }
  }

  @Get("/pulled")
  HttpResponse<?> pulled(@QueryValue("heartbeat") Optional<Integer> beat) throws Exception {
    var stream = open(Optional.empty());
    var pulled =
        new StreamedBytes() {
          @Override
          public byte[] next() throws InterruptedException {
            return stream.next();
          }

          @Override
          public void close() {
            stream.close();
          }
        };
    return Answers.stream(200, HEADERS, pulled, beat.map(Duration::ofMillis));
  }

  @Get("/throwing")
  HttpResponse<?> throwing() {
    var pieces = List.of("data: 1\n\n").iterator();
    var stream =
        new StreamedBytes() {
          @Override
          public byte[] next() throws IOException {
            if (pieces.hasNext()) {
              return pieces.next().getBytes(UTF_8);
            }
            throw new IOException("broken");
          }

          @Override
          public void close() {
            // Nothing to free.
          }
        };
    return Answers.stream(200, HEADERS, stream, Optional.empty());
  }

  private HandedOnStream open(Optional<Duration> heartbeat) throws Exception {
    var request =
        UpstreamRequest.post(
            upstream.uri().resolve("/v1/chat/completions"),
            Headers.NONE,
            JsonBody.parse("{}".getBytes(UTF_8)));
    try (var reply = client.send(request, PATIENT)) {
      reply.events().peek();
      return reply.events().handOn(new Ends(), heartbeat);
    }
  }

  private final class Ends implements StreamTap {
    @Override
    public Fate event(SseEvent event) {
      return Fate.FORWARD;
    }

    @Override
    public byte[] ended(StreamEnd end) {
      upstream.ends().add(end.kind().name());
      return new byte[0];
    }
  }
}
