package dev.keyrelay.spi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.UpstreamFailure.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Error bodies that providers really send, where the table of them lies beside the project. */
class RecordedErrorBodiesTest {

  /** These need what only their provider's plugin knows. */
  private static final Set<String> OF_PLUGINS =
      Set.of("groq/flex_capacity", "openrouter/moderation", "bedrock/bad_signature");

  @TestFactory
  Stream<DynamicTest> areClassifiedByTheirKind() throws IOException {
    var table =
        Path.of(System.getProperty("keyrelay.root"), "../shared/fixtures/error-bodies.json");
    if (!Files.exists(table)) {
      return Stream.empty();
    }
    var errors = JsonBody.MAPPER.readTree(Files.readAllBytes(table)).path("errors");
    return StreamSupport.stream(errors.spliterator(), false)
        .filter(error -> !error.path("kind").asText().startsWith("stream"))
        .filter(error -> OF_PLUGINS.stream().noneMatch(error.path("id").asText()::startsWith))
        .map(error -> DynamicTest.dynamicTest(error.path("id").asText(), () -> check(error)));
  }

  private static void check(JsonNode error) {
    int status = error.path("status").asInt();
    var headers = Headers.NONE;
    for (var header : error.path("headers").properties()) {
      headers = headers.with(header.getKey(), header.getValue().asText());
    }
    var failure =
        StandardFailures.explain(
            new UpstreamFailure(
                status < 300 ? Stage.BODY : Stage.STATUS,
                status,
                headers,
                body(error).getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                Instant.parse("2026-01-15T12:00:00Z")));
    assertThat(failure.kind())
        .as(failure.message())
        .isIn(expected(error.path("hint").path("class").asText()));
    assertThat(failure.message()).isNotBlank().doesNotStartWith("{");
    if (headers.first("retry-after").isPresent()) {
      assertThat(failure.retryAfter()).isPresent();
    }
  }

  private static String body(JsonNode error) {
    if (error.path("body_raw").isTextual()) {
      return error.path("body_raw").textValue();
    }
    JsonNode body = error.path("body");
    return body.isTextual() ? body.textValue() : body.isNull() ? "" : body.toString();
  }

  private static Set<FailureKind> expected(String hint) {
    return switch (hint) {
      case "client" -> EnumSet.of(FailureKind.INVALID_REQUEST, FailureKind.CONTENT_REFUSED);
      case "not_found" -> EnumSet.of(FailureKind.MODEL_NOT_FOUND);
      case "rate_limit" ->
          EnumSet.of(FailureKind.RATE_LIMITED, FailureKind.TOKEN_RATE, FailureKind.REQUEST_RATE);
      case "quota" ->
          EnumSet.of(FailureKind.NO_MONEY, FailureKind.ACCOUNT_QUOTA, FailureKind.MODEL_QUOTA);
      case "auth" -> EnumSet.of(FailureKind.BAD_CREDENTIAL);
      case "permission" ->
          EnumSet.of(
              FailureKind.FORBIDDEN, FailureKind.MODEL_FORBIDDEN, FailureKind.ADDRESS_BLOCKED);
      case "context_length" -> EnumSet.of(FailureKind.CONTEXT_TOO_LONG, FailureKind.BODY_TOO_LARGE);
      case "upstream" ->
          EnumSet.of(FailureKind.OVERLOADED, FailureKind.SERVER_ERROR, FailureKind.TIMED_OUT);
      default -> throw new AssertionError("hint.class: " + hint);
    };
  }
}
