package dev.keyrelay.spi.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.UpstreamFailure;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for the way a provider classifies failures. */
interface FailureContract {

  /** Bodies that no provider documents and every provider sends one day. */
  List<String> ODD_BODIES =
      List.of(
          "",
          " ",
          "null",
          "0",
          "\"text\"",
          "[]",
          "[null]",
          "{}",
          "{\"error\":null}",
          "{\"error\":\"text\"}",
          "{\"error\":{\"message\":null,\"code\":1e999}}",
          "{\"error\":{\"message\":{\"detail\":[]},\"details\":{\"retryDelay\":[]}}}",
          "{\"error\":{\"details\":[{\"retryDelay\":\"9999999999999999999999s\"}]}}",
          "{\"error\":{\"message\":\"try again in 99999999999999999999999 seconds\"}}",
          "{\"error\":{\"message\":\"cut",
          "<html><body>502 Bad Gateway</body></html>",
          "[".repeat(100_000),
          "{\"error\":{\"details\":" + "[".repeat(499),
          "\u0000\ufffd\ud83d");

  Specimen specimen();

  @Test
  default void explainNeverThrows() {
    var headers =
        Headers.of("Retry-After", "soon", "retry-after-ms", "-1", "X-RateLimit-Reset", "1e400");
    try (var provider = specimen().provider(new ScriptedHttp())) {
      for (Stage stage : Stage.values()) {
        for (int status : IntStream.concat(IntStream.of(0, 200, 302), codes()).toArray()) {
          for (String body : ODD_BODIES) {
            var failure = provider.explain(failure(stage, status, headers, body));
            assertThat(failure.message()).as("%s %s %s", stage, status, body).isNotBlank();
          }
        }
      }
    }
  }

  private static IntStream codes() {
    return IntStream.of(
        400, 401, 402, 403, 404, 408, 409, 413, 422, 424, 429, 498, 499, 500, 502, 503, 504, 529,
        599);
  }

  private static UpstreamFailure failure(Stage stage, int status, Headers headers, String body) {
    return new UpstreamFailure(
        stage,
        status,
        headers,
        body.getBytes(StandardCharsets.UTF_8),
        Optional.of("it failed"),
        RecordedFailure.AT);
  }

  @TestFactory
  default Stream<DynamicTest> agreesWithRecordedFailures() throws IOException {
    var recorded = RecordedFailure.of(getClass());
    assertThat(recorded)
        .as("files src/test/resources/failures/<kind>--<case>.http (expected: at least one)")
        .isNotEmpty();
    return recorded.stream()
        .map(failure -> DynamicTest.dynamicTest(failure.name(), () -> agrees(failure)));
  }

  private void agrees(RecordedFailure recorded) {
    try (var provider = specimen().provider(new ScriptedHttp())) {
      var failure = provider.explain(recorded.failure());
      assertThat(failure.kind()).as(failure.message()).isEqualTo(recorded.kind());
      assertThat(failure.message()).isNotBlank();
      if (recorded.delayNote().isPresent()) {
        assertThat(failure.retryAfter()).isEqualTo(recorded.delay());
      }
    }
  }
}
