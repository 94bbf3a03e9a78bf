package dev.keyrelay.providers.demo;

import static dev.keyrelay.providers.demo.DemoClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.keyrelay.spi.Failure;
import dev.keyrelay.spi.FailureKind;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.StandardFailures;
import dev.keyrelay.spi.UpstreamFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final DemoClient client = new DemoClient(upstream);

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_REQUEST",
    "401, BAD_CREDENTIAL",
    "402, NO_MONEY",
    "403, FORBIDDEN",
    "404, MODEL_NOT_FOUND",
    "408, TIMED_OUT",
    "413, BODY_TOO_LARGE",
    "422, INVALID_REQUEST",
    "429, RATE_LIMITED",
    "500, SERVER_ERROR",
    "502, SERVER_ERROR",
    "503, OVERLOADED",
    "529, OVERLOADED"
  })
  void everyStatusIsUnderstoodByTheStandardRulesInAnyShape(int status, FailureKind kind)
      throws Exception {
    for (ErrorShape shape : ErrorShape.values()) {
      upstream.next(Faults.status(status, shape));
      var response = client.ask("m");
      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(explained(response).kind()).isEqualTo(kind);
      assertThat(explained(response).retryAfter()).isEmpty();
    }
  }

  @Test
  void a429NamesItsTimeInTheHeaderOrInTheBodyAsAsked() throws Exception {
    upstream.next(
        Faults.rateLimited(Duration.ofSeconds(7)),
        Faults.rateLimited("Thu, 01 Jan 2026 00:00:30 GMT"),
        Faults.dailyQuota(Duration.ofHours(2)),
        Faults.outOfCredit());
    assertThat(explained(client.ask("m")).retryAfter()).hasValue(Duration.ofSeconds(7));
    assertThat(explained(client.ask("m")).retryAfter()).hasValue(Duration.ofSeconds(30));
    Failure quota = explained(client.ask("m"));
    assertThat(quota.retryAfter()).hasValue(Duration.ofHours(2));
    assertThat(quota.kind()).isEqualTo(FailureKind.MODEL_QUOTA);
    assertThat(explained(client.ask("m")).kind()).isEqualTo(FailureKind.NO_MONEY);
  }

  @Test
  void anAnswerOfStatus200CanBeAPageEmptyOrCutShort() throws Exception {
    upstream.next(Faults.html(200), Faults.empty(200), Faults.truncatedJson());
    assertThat(client.ask("m").body()).startsWith("<!DOCTYPE html>");
    assertThat(client.ask("m").body()).isEmpty();
    var cut = client.ask("m");
    assertThat(cut.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> json(cut)).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void aConnectionCanBeResetClosedOrSpokenOnInGarbage() {
    upstream.on("/completions").answer(Faults.reset(), Faults.close(), Faults.garbage());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> client.ask("m")).isInstanceOf(IOException.class);
    }
    assertThat(upstream.requests()).hasSize(3).allMatch(r -> r.clientLeftAt().isEmpty());
  }

  @Test
  void aStallSendsNothing() {
    upstream.next(Faults.stall());
    var request =
        java.net.http.HttpRequest.newBuilder(upstream.uri())
            .timeout(Duration.ofMillis(300))
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertThatThrownBy(() -> client.http().send(request, HttpResponse.BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void aFailureGoesAwayAfterTheGivenNumberOfTimes() throws Exception {
    upstream.onModel("m").answer(Faults.status(500).times(2, ChatScript.echo()));
    assertThat(client.ask("m").statusCode()).isEqualTo(500);
    assertThat(client.ask("m").statusCode()).isEqualTo(500);
    assertThat(client.ask("m").statusCode()).isEqualTo(200);
    assertThat(client.ask("m").statusCode()).isEqualTo(200);
  }

  @Test
  void aHugeAnswerIsWholeInBothForms() throws Exception {
    upstream.onModel("m").answer(new HugeScript(3_000_000));
    assertThat(json(client.ask("m")).at("/choices/0/message/content").asText()).hasSize(3_000_000);
    int streamed = 0;
    for (var chunk : DemoClient.chunks(client.stream("m").body())) {
      streamed += chunk.at("/choices/0/delta/content").asText().length();
    }
    assertThat(streamed).isEqualTo(3_000_000);
  }

  private static Failure explained(HttpResponse<String> response) {
    return StandardFailures.explain(
        new UpstreamFailure(
            UpstreamFailure.Stage.STATUS,
            response.statusCode(),
            Headers.of(response.headers().map()),
            response.body().getBytes(StandardCharsets.UTF_8),
            Optional.empty(),
            Instant.parse("2026-01-01T00:00:00Z")));
  }
}
