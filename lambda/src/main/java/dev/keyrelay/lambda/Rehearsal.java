package dev.keyrelay.lambda;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers a few requests of the demo provider as a function would, so that classes are loaded and
 * linked: for the startup cache that is recorded meanwhile (JEP 483, 514).
 */
final class Rehearsal {

  private static final String KEY = "a-rehearsal-of-the-start";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String EVENT =
      """
      {"version":"2.0","rawPath":"%s","rawQueryString":"","isBase64Encoded":false,\
      "headers":{"authorization":"Bearer rehearsal","content-type":"application/json"},\
      "requestContext":{"stage":"$default","http":{"method":"%s","path":"%s"}},"body":"%s"}\
      """;
  private static final String CHAT =
      "{\\\"model\\\":\\\"demo/echo\\\",\\\"stream\\\":%s,\\\"messages\\\":"
          + "[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"Hi\\\"}]}";

  private static final String INVOCATION =
      """
      HTTP/1.1 200 OK\r
      Lambda-Runtime-Aws-Request-Id: rehearsal\r
      Lambda-Runtime-Deadline-Ms: %d\r
      Content-Type: application/json\r
      Content-Length: %d\r
      \r
      """;

  private Rehearsal() {}

  /** The training run of the startup cache; the JVM writes the cache when it ends. */
  public static void main(String[] arguments) throws IOException {
    var environment = new HashMap<String, String>();
    environment.put("PROXY_API_KEY", KEY);
    environment.put("KEYRELAY_SALT", KEY);
    try (var function = new KeyRelayFunction(FunctionCore.ofRunningFunction(environment));
        var lambda = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      run(function, KEY);
      long deadline = deadline(function).toEpochMilli();
      Thread.ofPlatform().daemon().start(() -> playLambda(lambda, deadline));
      var api = RuntimeApi.at("127.0.0.1:" + lambda.getLocalPort());
      new StreamingRuntime(api, function).serve(api.next());
    }
  }

  /** Has all answers of a runtime API there before it is asked: an invocation, and its end. */
  private static void playLambda(ServerSocket lambda, long deadline) {
    byte[] event = event("POST", "/v1/chat/completions", CHAT.formatted(true), KEY);
    String answers =
        INVOCATION.formatted(deadline, event.length)
            + new String(event, StandardCharsets.UTF_8)
            + "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
    try (var connection = lambda.accept()) {
      connection.getOutputStream().write(answers.getBytes(StandardCharsets.UTF_8));
      connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException ended) {
      // The rehearsal is over.
    }
  }

  /** Has a function answer whole and streamed; what it answers does not matter. */
  static void run(KeyRelayFunction function, String key) throws IOException {
    answer(function, event("GET", "/v1/models", "", key));
    for (boolean stream : new boolean[] {false, true}) {
      byte[] event = event("POST", "/v1/chat/completions", CHAT.formatted(stream), key);
      answer(function, event);
      function.stream(EventReader.read(event), new Discarded(), deadline(function));
    }
  }

  private static void answer(KeyRelayFunction function, byte[] event) throws IOException {
    function.answer(event, deadline(function));
  }

  private static Instant deadline(KeyRelayFunction function) {
    return function.deadline(TIMEOUT.toMillis());
  }

  private static byte[] event(String method, String path, String body, String key) {
    return EVENT
        .formatted(path, method, path, body)
        .replace("Bearer rehearsal", "Bearer " + key)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static final class Discarded implements AnswerSink {
    @Override
    public OutputStream begin(int status, Map<String, List<String>> headers) throws IOException {
      Prelude.of(status, headers);
      return OutputStream.nullOutputStream();
    }
  }
}
