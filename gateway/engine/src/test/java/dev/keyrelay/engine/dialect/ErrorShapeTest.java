package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.JsonBody;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorShapeTest {

  private static final ClientError LIMITED =
      ClientError.of(429, "slow down").withRetryAfter(Duration.ofMillis(26_400));

  @Test
  void chatErrorsHaveAllFourFields() {
    assertThat(
            Dialects.errors(Dialect.OPENAI_CHAT)
                .body(ClientError.of(400, "no").withParam("messages[0]").withCode("bad"))
                .toString())
        .isEqualTo(
            "{\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\","
                + "\"param\":\"messages[0]\",\"code\":\"bad\"}}");
  }

  @Test
  void anthropicErrorsAreAtTheTopLevel() {
    assertThat(Dialects.errors(Dialect.ANTHROPIC_MESSAGES).body(LIMITED).toString())
        .isEqualTo(
            "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow"
                + " down\"}}");
  }

  @Test
  void geminiErrorsTellStatusAndDelay() {
    assertThat(Dialects.errors(Dialect.GEMINI).body(LIMITED).toString())
        .isEqualTo(
            "{\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\","
                + "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\","
                + "\"retryDelay\":\"27s\"}]}}");
  }

  @ParameterizedTest
  @CsvSource({
    "ANTHROPIC_MESSAGES, 529",
    "OPENAI_CHAT, 503",
    "OPENAI_RESPONSES, 503",
    "GEMINI, 503"
  })
  void anOverloadedServiceHasTheStatusByWhichClientsKnowIt(Dialect dialect, int status) {
    var error = ClientError.of(Failure.of(FailureKind.OVERLOADED, "too many"));
    assertThat(Dialects.errors(dialect).status(error)).isEqualTo(status);
  }

  @Test
  void everyStreamOfErrorsEndsAsItsDialectEnds() {
    assertThat(Dialects.errors(Dialect.OPENAI_CHAT).events(LIMITED).getLast().text())
        .isEqualTo("[DONE]");
    assertThat(Dialects.errors(Dialect.ANTHROPIC_MESSAGES).events(LIMITED))
        .extracting(SseEvent::name)
        .containsExactly("error", "message_stop");
    assertThat(Dialects.errors(Dialect.OPENAI_RESPONSES).events(LIMITED))
        .extracting(SseEvent::name)
        .containsExactly("error", "response.failed");
  }

  @Test
  void aFailureInAResponseNamesTheResponseAndCountsOn() {
    var inspector = Dialects.inspector(Dialect.OPENAI_RESPONSES);
    inspector.inspect(
        SseEvent.of(
            "response.created",
            "{\"response\":{\"id\":\"resp_1\",\"created_at\":7,\"model\":\"m\"}}"));
    inspector.inspect(SseEvent.of("error", "{\"message\":\"told by the gateway in its place\"}"));
    assertThat(inspector.failure(LIMITED).getLast().text())
        .contains("\"id\":\"resp_1\"", "\"sequence_number\":2", "\"code\":\"rate_limit_exceeded\"");
  }

  @Test
  void aFullContextIsRecognisedByEveryAgent() {
    var error =
        ClientError.of(Failure.of(FailureKind.CONTEXT_TOO_LONG, "maximum context length is 8192"));
    assertThat(
            Dialects.errors(Dialect.ANTHROPIC_MESSAGES).body(error).at("/error/message").asText())
        .startsWith("prompt is too long: ");
    assertThat(Dialects.errors(Dialect.OPENAI_RESPONSES).body(error).at("/error/code").asText())
        .isEqualTo("context_length_exceeded");
  }

  @Test
  void whatUpstreamSaysGoesOnWhereClientsUnderstandIt() throws Exception {
    var full = ClientError.Kind.CONTEXT_TOO_LONG;
    var other = ClientError.Kind.INVALID_REQUEST;
    var bare = JsonBody.MAPPER.readTree("{\"message\":\"no\"}");
    var shaped = JsonBody.MAPPER.readTree("{\"error\":{\"message\":\"no\",\"code\":400}}");
    for (var dialect : Dialect.values()) {
      var errors = Dialects.errors(dialect);
      assertThat(errors.isTold(bare, other)).as(dialect + " bare").isFalse();
      assertThat(errors.isTold(shaped, other)).as(dialect + " shaped").isTrue();
      assertThat(errors.isTold(shaped, full))
          .as(dialect + " full")
          .isEqualTo(dialect == Dialect.GEMINI);
      var own = errors.body(ClientError.of(Failure.of(FailureKind.CONTEXT_TOO_LONG, "no")));
      assertThat(errors.isTold(own, full)).as(dialect + " own").isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      textBlock =
          """
          This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.
          'maximum context length is 8192 tokens, but you requested 9000 tokens (8800 in the messages)'
          The input token count (9000) exceeds the maximum number of tokens allowed (8192).
          This model's maximum prompt length is 8192 but the request contains 9000 tokens.
          'Prompt contains 9000 tokens and 0 draft tokens, too large for model with 8192 maximum context length'
          Your request exceeded model token limit: 8192 (requested: 9000)
          """)
  void claudeCodeReadsHowMuchTooLongAConversationIs(String message) {
    var error = ClientError.of(Failure.of(FailureKind.CONTEXT_TOO_LONG, message));
    assertThat(
            Dialects.errors(Dialect.ANTHROPIC_MESSAGES).body(error).at("/error/message").asText())
        .isEqualTo("prompt is too long: 9000 tokens > 8192 maximum (" + message + ")");
  }

  @Test
  void aMomentThatHasPassedIsASecondToWait() {
    var error = ClientError.of(429, "slow").withRetryAfter(Duration.ofMillis(-3));
    assertThat(
            Dialects.errors(Dialect.GEMINI).body(error).at("/error/details/0/retryDelay").asText())
        .isEqualTo("1s");
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void everyFailureHasAShapeInEveryDialect(FailureKind kind) {
    var error = ClientError.of(Failure.of(kind, "why"));
    assertThat(error.status()).isBetween(400, 599);
    for (var dialect : Dialect.values()) {
      assertThat(Dialects.errors(dialect).body(error).at("/error/message").asText())
          .contains("why");
    }
  }
}
