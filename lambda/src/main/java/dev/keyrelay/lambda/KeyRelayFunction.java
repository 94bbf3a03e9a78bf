package dev.keyrelay.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.state.SharedState;
import dev.keyrelay.server.Application;
import dev.keyrelay.server.Core;
import dev.keyrelay.server.CrossOrigin;
import dev.keyrelay.server.http.HostErrors;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The handler: answers requests of API Gateway (REST and HTTP APIs) and of function URLs through
 * the same controllers as the server. Nothing listens on a port. An answer goes back whole; {@link
 * StreamingRuntime} streams it.
 */
public final class KeyRelayFunction implements RequestStreamHandler, AutoCloseable {

  private static final Map<String, Object> PROPERTIES =
      Map.of(
          "micronaut.application.name", "keyrelay",
          "micronaut.server.thread-selection", "BLOCKING",
          "micronaut.executors.blocking.virtual", true);

  /** What is left of a function's time for the error that says that it is over. */
  private static final Duration RESERVE = Duration.ofSeconds(1);

  private final Core core;
  private final ApplicationContext context;
  private final EventHandler events;
  private final Snapshot snapshot;

  /**
   * What the Lambda runtime calls.
   *
   * @throws dev.keyrelay.server.StartException without a {@code PROXY_API_KEY}
   */
  public KeyRelayFunction() {
    this(FunctionCore.ofRunningFunction(System.getenv()));
  }

  /** A function over a core, which is closed with it. */
  KeyRelayFunction(Core core) {
    this.core = core;
    this.context = Application.context(properties(core), core.beans());
    this.events = new EventHandler(context);
    this.snapshot = Snapshot.of(core.engine());
  }

  private static Map<String, Object> properties(Core core) {
    var cors = core.engine().configuration().gateway().server().cors();
    var all = CrossOrigin.properties(cors);
    all.putAll(PROPERTIES);
    return all;
  }

  @Override
  public void handleRequest(InputStream event, OutputStream result, Context call)
      throws IOException {
    result.write(answer(event.readAllBytes(), deadline(call.getRemainingTimeInMillis())));
  }

  /**
   * When answers must have ended so that the client still learns why, given a time that is left.
   */
  Instant deadline(long millisLeft) {
    // A tenth of what is left where a second would be most of it.
    long reserve = Math.min(RESERVE.toMillis(), millisLeft / 10);
    return core.engine().wiring().clock().instant().plusMillis(millisLeft - reserve);
  }

  /**
   * Answers an event with the document that Lambda expects.
   *
   * @throws IOException if the event is not an HTTP request
   */
  byte[] answer(byte[] json, Instant deadline) throws IOException {
    var event = EventReader.read(json);
    invocationBegins();
    var answer = new WholeAnswer();
    var request = events.answer(event, answer, deadline);
    byte[] document = answer.tooLarge() ? new byte[0] : answer.document(event.format());
    if (answer.tooLarge() || document.length > WholeAnswer.MOST_BYTES) {
      answer.replace(502, HostErrors.body(request, tooLarge()));
      document = answer.document(event.format());
    }
    invocationEnded();
    return document;
  }

  private static ClientError tooLarge() {
    return ClientError.of(
            502,
            "the answer exceeds the 6 MB that AWS Lambda hands over at once: ask for less, or have"
                + " the function stream its answers")
        .withCode("answer_too_large");
  }

  /** Answers an event into a sink, piece by piece. */
  void stream(HttpEvent event, AnswerSink sink, Instant deadline) throws IOException {
    invocationBegins();
    events.answer(event, sink, deadline);
    invocationEnded();
  }

  /** Others may have learned things while this process was frozen. */
  private void invocationBegins() {
    if (core.engine().wiring().state() instanceof SharedState shared) {
      shared.catchUp();
    }
  }

  /** Lambda may freeze the process from here on, for minutes or for ever. */
  private void invocationEnded() {
    core.engine().wiring().state().flush();
  }

  /** Lambda never calls this: it freezes and discards. */
  @Override
  public void close() {
    context.close();
    core.close();
  }

  /** What is told of snapshots of the process. */
  Snapshot snapshot() {
    return snapshot;
  }

  Core core() {
    return core;
  }

  ApplicationContext context() {
    return context;
  }
}
