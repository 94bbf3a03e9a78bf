package dev.keyrelay.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.spi.UpstreamFailure.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardFailuresTest {

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_REQUEST",
    "401, BAD_CREDENTIAL",
    "402, NO_MONEY",
    "403, FORBIDDEN",
    "404, MODEL_NOT_FOUND",
    "408, TIMED_OUT",
    "409, SERVER_ERROR",
    "410, MODEL_NOT_FOUND",
    "413, BODY_TOO_LARGE",
    "412, INVALID_REQUEST",
    "415, INVALID_REQUEST",
    "422, INVALID_REQUEST",
    "429, RATE_LIMITED",
    "451, CONTENT_REFUSED",
    "500, SERVER_ERROR",
    "502, SERVER_ERROR",
    "503, OVERLOADED",
    "504, TIMED_OUT",
    "520, SERVER_ERROR",
    "524, TIMED_OUT",
    "529, OVERLOADED",
    "301, SERVER_ERROR",
  })
  void aStatusAloneTellsTheKind(int status, FailureKind kind) {
    var failure = explain(Stage.STATUS, status, "");
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.message()).contains(String.valueOf(status));
  }

  @Test
  void aRedirectionTellsWhereItLeads() {
    var failure =
        StandardFailures.explain(
            new UpstreamFailure(
                Stage.STATUS,
                308,
                Headers.of("Location", "https://elsewhere.example/v1/chat/completions?token=t"),
                "<html>Moved</html>".getBytes(StandardCharsets.UTF_8),
                Optional.empty(),
                Instant.EPOCH));
    assertThat(failure.kind()).isEqualTo(FailureKind.SERVER_ERROR);
    assertThat(failure.message())
        .contains("308", "https://elsewhere.example/v1/chat/completions;")
        .doesNotContain("token");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | Incorrect API key provided: xa***00. | BAD_CREDENTIAL",
        "429 | Your team t has either used all available credits or reached its monthly spending"
            + " limit. | NO_MONEY",
        "403 | Your newly created team doesn't have any credits or licenses yet. | NO_MONEY",
        "400 | Your credit balance is too low to access the API. | NO_MONEY",
        "400 | You have reached your usage limits. You will regain access on 2026-02-01. |"
            + " ACCOUNT_QUOTA",
        "400 | prompt is too long: 210381 tokens > 200000 maximum | CONTEXT_TOO_LONG",
        "400 | the request exceeds the available context size | CONTEXT_TOO_LONG",
        "500 | the request exceeds the available context size | CONTEXT_TOO_LONG",
        "400 | prompt too long; exceeded max context length by 5 tokens | CONTEXT_TOO_LONG",
        "400 | The number of tokens to keep from the initial prompt is greater than the context"
            + " length | CONTEXT_TOO_LONG",
        "400 | Please reduce the length of the messages or completion. | CONTEXT_TOO_LONG",
        "400 | This model's maximum prompt length is 131072 but the request contains 537812 tokens."
            + " | CONTEXT_TOO_LONG",
        "400 | The decoder prompt (length 5000) is longer than the maximum model length of 4096."
            + " | CONTEXT_TOO_LONG",
        "400 | Input length (5000 tokens) exceeds the maximum allowed length (4090 tokens). |"
            + " CONTEXT_TOO_LONG",
        "422 | Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. |"
            + " CONTEXT_TOO_LONG",
        "400 | length of prompt_tokens (40000) must be less than max_seq_len (32768). |"
            + " CONTEXT_TOO_LONG",
        "400 | Range of input length should be [1, 30720] | CONTEXT_TOO_LONG",
        "400 | Prompt exceeds max length | CONTEXT_TOO_LONG",
        "413 | tokens_limit_reached: Request body too large for gpt-4o model. Max size: 8000"
            + " tokens. | CONTEXT_TOO_LONG",
        "413 | Request body too large | BODY_TOO_LARGE",
        "400 | Content Exists Risk | CONTENT_REFUSED",
        "403 | Content violates usage guidelines. Model: grok-4 | CONTENT_REFUSED",
        "400 | The request was rejected because it was considered high risk | CONTENT_REFUSED",
        "400 | System detected potentially unsafe or sensitive content in input or generation. |"
            + " CONTENT_REFUSED",
        "400 | Model Not Exist | MODEL_NOT_FOUND",
        "400 | Model not found: grok-9 | MODEL_NOT_FOUND",
        "400 | acme/nope is not a valid model ID | MODEL_NOT_FOUND",
        "401 | CreditsError: No payment method. | NO_MONEY",
        "401 | ModelError: Model x is not supported | MODEL_NOT_FOUND",
        "403 | Sorry, your account balance is insufficient | NO_MONEY",
        "412 | Account a is suspended, possibly due to reaching the monthly spending limit or"
            + " failure to pay past invoices. | NO_MONEY",
        "429 | exceeded_current_quota_error: Your account is suspended, please check your plan and"
            + " billing details | NO_MONEY",
        "400 | no such model: x | MODEL_NOT_FOUND",
        "403 | You do not have access to model x | MODEL_FORBIDDEN",
        "403 | Country not supported: unsupported_country_region_territory | ADDRESS_BLOCKED",
        "429 | Rate limit exceeded: free-models-per-day. | MODEL_QUOTA",
        "429 | Limit on tokens per minute (TPM): 6000 | TOKEN_RATE",
        "429 | Limit on requests per min (RPM): 500 | REQUEST_RATE",
        "429 | limited to 20 API calls / minute | REQUEST_RATE",
        "429 | You exceeded your current quota, please check your plan. | MODEL_QUOTA",
        "429 | Resource has been exhausted (e.g. check quota). | RATE_LIMITED",
      })
  void theWordsOfAMessageTellMore(int status, String message, FailureKind kind) {
    var failure = explain(Stage.STATUS, status, "{\"error\":{\"message\":\"" + message + "\"}}");
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.message()).isEqualTo(message);
  }

  @Test
  void textThatTheUserWroteIsNotLookedAt() {
    var failure =
        explain(
            Stage.STATUS,
            400,
            "{\"error\":{\"message\":\"bad tool call\",\"failed_generation\":\"incorrect api"
                + " key\"}}");
    assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}} | OVERLOADED",
        "{'error':{'code':503,'message':'x','status':'UNAVAILABLE'}} | OVERLOADED",
        "[{'error':{'code':429,'message':'x','status':'RESOURCE_EXHAUSTED'}}] | RATE_LIMITED",
        "{'error':{'message':'x','code':'tool_use_failed','status_code':400}} | INVALID_REQUEST",
        "{'type':'error','code':'server_error','message':'x'} | SERVER_ERROR",
        "{'type':'response.failed','response':{'error':{'code':'rate_limit_exceeded','message':'on"
            + " tokens per min (TPM)'}}} | TOKEN_RATE",
        "{'type':'error','error':{'type':'authentication_error','message':'x'}} | BAD_CREDENTIAL",
        "{'type':'error','error':{'type':'permission_error','message':'x'}} | FORBIDDEN",
        "{'error':{'message':'context_length_exceeded'}} | CONTEXT_TOO_LONG",
        "{'error':'something'} | SERVER_ERROR",
      })
  void anErrorEventTellsItsStatusInWords(String event, FailureKind kind) {
    assertThat(explain(Stage.EVENT, 200, event.replace('\'', '"')).kind()).isEqualTo(kind);
  }

  @Test
  void anErrorInsideAGoodStatusIsThatError() {
    var body = "{\"error\":{\"message\":\"Internal Server Error\",\"code\":500}}";
    assertThat(explain(Stage.BODY, 200, body).kind()).isEqualTo(FailureKind.SERVER_ERROR);
    assertThat(explain(Stage.BODY, 200, "<html>").kind()).isEqualTo(FailureKind.BAD_ANSWER);
    assertThat(explain(Stage.BODY, 200, "{\"choices\":[]}").kind())
        .isEqualTo(FailureKind.BAD_ANSWER);
  }

  @Test
  void anAnswerThatSaysNothingOfTheErrorIsDescribed() {
    assertThat(explain(Stage.BODY, 200, " ").message()).endsWith("status 200 and nothing else");
    assertThat(explain(Stage.STATUS, 502, "<html>").message())
        .isEqualTo("upstream answered with status 502 and a web page");
    assertThat(explain(Stage.BODY, 200, "{\"choices\":[").message())
        .isEqualTo("upstream answered with status 200 but not in the form that was asked for");
    assertThat(explain(Stage.BODY, 200, "{\"type\":\"message\",\"content\":[]}").code()).isEmpty();
  }

  @Test
  void aValidationErrorIsReadable() {
    var body =
        "{\"object\":\"error\",\"message\":{\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\",\"messages\"],\"msg\":\"Field"
            + " required\"}]},\"type\":\"invalid_request_error\",\"code\":null}";
    assertThat(explain(Stage.STATUS, 422, body).message())
        .isEqualTo("Field required [\"body\",\"messages\"]");
  }

  @Test
  void aLongMessageIsShortened() {
    assertThat(explain(Stage.STATUS, 500, "x".repeat(100_000)).message()).hasSize(2_001);
  }

  @Test
  void transportFailuresBlameTheProvider() {
    assertThat(explain(Stage.CONNECT, 0, "").kind()).isEqualTo(FailureKind.UNREACHABLE);
    assertThat(explain(Stage.WAIT, 0, "").kind()).isEqualTo(FailureKind.SERVER_ERROR);
    assertThat(lost("read timed out").kind()).isEqualTo(FailureKind.TIMED_OUT);
  }

  private static Failure lost(String cause) {
    return StandardFailures.explain(
        new UpstreamFailure(
            Stage.STREAM, 200, Headers.NONE, new byte[0], Optional.of(cause), Instant.EPOCH));
  }

  private static Failure explain(Stage stage, int status, String body) {
    return StandardFailures.explain(
        new UpstreamFailure(
            stage,
            status,
            Headers.NONE,
            body.getBytes(StandardCharsets.UTF_8),
            Optional.empty(),
            Instant.EPOCH));
  }
}
