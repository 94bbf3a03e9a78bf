package dev.keyrelay.lambda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers a few requests of the demo provider as a function would, so that classes are loaded and
 * linked: for the startup cache that is recorded meanwhile (JEP 483, 514), and before a snapshot.
 */
final class Rehearsal {

  private static final String KEY = "rehearsal";
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

  private Rehearsal() {}

  /** The training run of the startup cache; the JVM writes the cache when it ends. */
  public static void main(String[] arguments) throws IOException {
    var environment = new HashMap<String, String>();
    environment.put("PROXY_API_KEY", KEY);
    environment.put("KEYRELAY_SALT", KEY);
    try (var function = new KeyRelayFunction(FunctionCore.ofRunningFunction(environment))) {
      run(function, KEY);
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

  private static java.time.Instant deadline(KeyRelayFunction function) {
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
    public java.io.OutputStream begin(int status, Map<String, List<String>> headers)
        throws IOException {
      Prelude.of(status, headers);
      return java.io.OutputStream.nullOutputStream();
    }
  }
}
