package dev.keyrelay.server.http;

import dev.keyrelay.engine.Engine;
import dev.keyrelay.engine.config.ServerSettings;
import dev.keyrelay.engine.dialect.Dialects;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dispatch.Answer;
import dev.keyrelay.engine.dispatch.Attempt;
import dev.keyrelay.engine.dispatch.Call;
import dev.keyrelay.engine.dispatch.Conversations;
import dev.keyrelay.engine.dispatch.GatewayException;
import dev.keyrelay.engine.dispatch.Served;
import dev.keyrelay.server.answer.Answers;
import dev.keyrelay.server.answer.ClientWatch;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.Operation;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a request of any surface to the engine, and its answer or error back to the client. */
@Singleton
final class Calls {

  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /** Headers that a dialect defines as part of its requests, or that name a conversation. */
  private static final List<String> FORWARDED =
      Stream.concat(
              Stream.of("anthropic-version", "anthropic-beta"), Conversations.HEADERS.stream())
          .toList();

  private final Engine engine;
  private final ServerSettings settings;
  private final Duration timeout;

  Calls(Engine engine) {
    this.engine = engine;
    this.settings = engine.configuration().gateway().server();
    this.timeout = engine.configuration().gateway().timeouts().global();
  }

  /** Answers a request whose body names the model and says whether to stream. */
  HttpResponse<?> answer(
      HttpRequest<?> request, byte[] bytes, Operation operation, Dialect dialect) {
    try {
      var body = JsonRequests.read(request, bytes);
      String model = JsonRequests.model(body);
      return answer(request, operation, dialect, model, body.isTrue("stream"), body);
    } catch (GatewayException e) {
      return Responses.error(dialect, e.error());
    }
  }

  /** What streamed answers look like. */
  enum StreamForm {
    /** Server-sent events. */
    EVENTS,
    /** The payloads of the events as one JSON array. */
    JSON_ARRAY
  }

  /** Answers a request; by events if it is streamed. */
  HttpResponse<?> answer(
      HttpRequest<?> request,
      Operation operation,
      Dialect dialect,
      String model,
      boolean stream,
      JsonBody body)
      throws GatewayException {
    return answer(request, operation, dialect, model, stream, body, StreamForm.EVENTS);
  }

  /** Answers a request. */
  HttpResponse<?> answer(
      HttpRequest<?> request,
      Operation operation,
      Dialect dialect,
      String model,
      boolean stream,
      JsonBody body,
      StreamForm form)
      throws GatewayException {
    var call = call(request, operation, dialect, JsonRequests.sound(model), stream, body);
    try (var _ = ClientWatch.interrupting(request)) {
      return response(engine.answer(call), dialect, form);
    } catch (GatewayException e) {
      LOG.atInfo()
          .addKeyValue("request_id", call.id())
          .log("{} not served: {}", model, e.getMessage());
      return failed(e, dialect);
    } catch (InterruptedException e) {
      return Responses.error(dialect, ClientError.of(499, "the client went away"));
    }
  }

  /** What a request asks of the engine. */
  Call call(
      HttpRequest<?> request,
      Operation operation,
      Dialect dialect,
      String model,
      boolean stream,
      JsonBody body) {
    return new Call(
        RequestId.of(request),
        operation,
        dialect,
        model,
        stream,
        body,
        forwarded(request),
        ClientKeyFilter.client(request),
        HostDeadline.earlier(request, engine.wiring().clock().instant().plus(timeout)),
        HostDeadline.earlier(request, Instant.MAX),
        Optional.empty());
  }

  private static Headers forwarded(HttpRequest<?> request) {
    var headers = Headers.NONE;
    for (String name : FORWARDED) {
      // A list may take several lines, which say what one with commas says.
      var lines = request.getHeaders().getAll(name);
      if (!lines.isEmpty()) {
        headers = headers.with(name, String.join(",", new LinkedHashSet<>(lines)));
      }
    }
    return headers;
  }

  private HttpResponse<?> response(Answer answer, Dialect dialect, StreamForm form) {
    var headers = story(answer.served());
    return switch (answer) {
      case Answer.Whole whole -> Responses.json(200, headers, whole.body());
      case Answer.Streamed streamed ->
          switch (form) {
            case EVENTS -> Answers.stream(200, headers, streamed.stream(), heartbeat(dialect));
            case JSON_ARRAY ->
                Answers.stream(
                    200,
                    headers.with("Content-Type", "application/json"),
                    new JsonArrayStream(streamed.stream()),
                    Optional.empty());
          };
    };
  }

  /** Comments break a real Gemini client, so its routes have none. */
  private Optional<Duration> heartbeat(Dialect dialect) {
    return Optional.of(settings.heartbeat())
        .filter(length -> length.isPositive() && dialect != Dialect.GEMINI);
  }

  private static Headers story(Served served) {
    var headers =
        Headers.of(
            "x-keyrelay-target", Responses.headerText(served.target().toString()),
            "x-keyrelay-attempts", Integer.toString(served.attempts().size()));
    return served.dropped().isEmpty()
        ? headers
        : headers.with("x-keyrelay-dropped", Responses.headerList(served.dropped()));
  }

  private static HttpResponse<?> failed(GatewayException e, Dialect dialect) {
    var headers =
        Responses.errorHeaders(e.error())
            .with("x-keyrelay-attempts", Integer.toString(attempts(e.attempts())));
    return e.body()
        .<HttpResponse<?>>map(
            body -> Responses.json(Dialects.errors(dialect).status(e.error()), headers, body))
        .orElseGet(() -> Responses.error(dialect, e.error(), headers));
  }

  private static int attempts(List<Attempt> attempts) {
    return attempts.size();
  }
}
