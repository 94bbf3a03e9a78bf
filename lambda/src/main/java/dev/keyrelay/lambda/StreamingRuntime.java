package dev.keyrelay.lambda;

import dev.keyrelay.engine.config.LambdaResponse;
import dev.keyrelay.engine.config.Variables;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runtime of its own, in place of the one that AWS brings: takes invocations from Lambda's
 * runtime API and streams answers event by event. For function URLs that stream, in a container
 * image, or on the managed Java runtime through {@code AWS_LAMBDA_EXEC_WRAPPER}.
 */
public final class StreamingRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(StreamingRuntime.class);

  private final RuntimeApi api;
  private final KeyRelayFunction function;
  private final LambdaResponse response;

  StreamingRuntime(RuntimeApi api, KeyRelayFunction function) {
    this.api = api;
    this.function = function;
    this.response =
        function.core().engine().configuration().settings().get(Variables.LAMBDA_RESPONSE);
  }

  /** What Lambda starts. Ends only when the process cannot serve. */
  public static void main(String[] arguments) throws IOException {
    String address = System.getenv("AWS_LAMBDA_RUNTIME_API");
    if (address == null) {
      throw new IllegalStateException(
          "AWS_LAMBDA_RUNTIME_API is not set (expected: Lambda sets it; elsewhere, start the server"
              + " with keyrelay serve)");
    }
    var api = RuntimeApi.at(address);
    try {
      var function = new KeyRelayFunction();
      var snapshot = function.snapshot();
      if (SnapshotLifecycle.wanted(System.getenv())
          && !SnapshotLifecycle.pass(api, snapshot::beforeCheckpoint, snapshot::afterRestore)) {
        System.exit(1);
      }
      new StreamingRuntime(api, function).run();
    } catch (RuntimeException e) {
      LOG.error("The function does not start: {}", e.getMessage(), e);
      api.failStart(e);
      System.exit(1);
    }
  }

  private void run() throws IOException {
    while (true) {
      serve(api.next());
    }
  }

  void serve(Invocation invocation) throws IOException {
    var answer = new StreamedAnswer(api, invocation);
    try {
      var now = function.core().engine().wiring().clock().instant();
      var deadline = function.deadline(Duration.between(now, invocation.deadline()).toMillis());
      switch (response) {
        case BUFFER -> api.respond(invocation, function.answer(invocation.event(), deadline));
        case STREAM -> function.stream(EventReader.read(invocation.event()), answer, deadline);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Invocation {} was not answered: {}", invocation.id(), e.getMessage());
      if (answer.hasBegun()) {
        api.abandon();
      } else {
        api.fail(invocation, e);
      }
    }
  }
}
