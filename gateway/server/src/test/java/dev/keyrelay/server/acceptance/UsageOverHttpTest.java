package dev.keyrelay.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.providers.demo.Script;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What quota statistics count of an attempt, however it ends. */
class UsageOverHttpTest {

  private static final String MODEL = "openai/gpt-5-mini";
  private static final String COUNTS =
      "\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":40,\"total_tokens\":140,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":60},"
          + "\"completion_tokens_details\":{\"reasoning_tokens\":15}}";

  private RunningGateway gateway;

  @BeforeEach
  void start() {
    gateway = RunningGateway.with("OPENAI_API_KEY_1", "sk-of-the-usage-test-0001");
    var prices = gateway.engine().wiring().prices();
    await().atMost(Duration.ofMinutes(1)).until(() -> prices.catalogue().size() > 0);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static String ask(boolean stream) {
    return "{\"model\":\""
        + MODEL
        + "\",\"stream\":"
        + stream
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of the twelve months.\"}]}";
  }

  private static Script whole(String rest) {
    return Replay.json(
        200,
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"January, February and ten more.\"},"
            + "\"finish_reason\":\"stop\"}]"
            + rest
            + "}");
  }

  private int chat(Script script, boolean stream) {
    gateway.upstream().next(script);
    return gateway.post("/v1/chat/completions", ask(stream)).statusCode();
  }

  private JsonNode credential() {
    try {
      var answer = gateway.get("/v1/quota-stats?provider=openai");
      return JsonBody.MAPPER.readTree(answer.body()).at("/providers/openai/credentials/0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The totals, once an attempt is counted; those of the model and its window are the same. */
  private JsonNode totals() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> credential().at("/totals/request_count").intValue() > 0);
    var shown = credential();
    var model = shown.path("model_usage").path(MODEL);
    var totals = shown.path("totals");
    assertThat(model.path("totals")).isEqualTo(totals);
    for (String count :
        new String[] {"request_count", "success_count", "total_tokens", "first_used_at"}) {
      assertThat(model.at("/windows/daily").path(count)).as(count).isEqualTo(totals.path(count));
    }
    return totals;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerCountsWhatUpstreamTellsAndWhatItCosts(boolean stream) {
    var script =
        stream
            ? Replay.events(
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"January\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[]," + COUNTS + "}",
                "[DONE]")
            : whole("," + COUNTS);
    assertThat(chat(script, stream)).isEqualTo(200);
    var totals = totals();
    assertThat(totals.path("request_count").intValue()).isEqualTo(1);
    assertThat(totals.path("success_count").intValue()).isEqualTo(1);
    assertThat(totals.path("failure_count").intValue()).isZero();
    assertThat(totals.path("estimated_count").intValue()).isZero();
    assertThat(totals.path("prompt_tokens").intValue()).isEqualTo(40);
    assertThat(totals.path("prompt_tokens_cache_read").intValue()).isEqualTo(60);
    assertThat(totals.path("output_tokens").intValue()).isEqualTo(40);
    assertThat(totals.path("thinking_tokens").intValue()).isEqualTo(15);
    assertThat(totals.path("completion_tokens").intValue()).isEqualTo(25);
    var price = gateway.engine().wiring().prices().price("openai", "gpt-5-mini").orElseThrow();
    double cost =
        40 * price.usual().input()
            + 60 * price.usual().cacheRead().orElseThrow()
            + 40 * price.usual().output();
    assertThat(totals.path("approx_cost").doubleValue()).isCloseTo(cost / 1e6, within(1e-9));
    assertThat(totals.path("last_used_at").doubleValue()).isPositive();
  }

  @Test
  void aLongPromptCostsWhatItsMakerAsksForItAndSearchesAreCountedBeside() {
    gateway
        .upstream()
        .next(
            whole(
                ",\"usage\":{\"prompt_tokens\":300000,\"completion_tokens\":1000,"
                    + "\"num_server_side_tools_used\":2}"));
    var body = ask(false).replace(MODEL, "openai/gpt-5.4");
    assertThat(gateway.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> credential().at("/totals/request_count").intValue() > 0);
    var totals = credential().path("totals");
    assertThat(totals.path("approx_cost").doubleValue())
        .isCloseTo((300_000 * 5 + 1000 * 22.5) / 1e6, within(1e-9));
    assertThat(totals.path("tool_call_count").intValue()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerWithoutCountsIsEstimated(boolean stream) {
    var script =
        stream
            ? Replay.events(
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"January\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\" and so on\"}}]}",
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "[DONE]")
            : whole("");
    assertThat(chat(script, stream)).isEqualTo(200);
    var totals = totals();
    assertThat(totals.path("estimated_count").intValue()).isEqualTo(1);
    assertThat(totals.path("success_count").intValue()).isEqualTo(1);
    assertThat(totals.path("prompt_tokens").intValue()).isBetween(5, 40);
    assertThat(totals.path("output_tokens").intValue()).isBetween(2, 40);
  }

  @Test
  void aRefusalCountsAsAFailureOfItsCauseAndUsesNothing() {
    assertThat(chat(Faults.rateLimited(Duration.ofMinutes(1)), false)).isEqualTo(429);
    var totals = totals();
    assertThat(totals.path("failure_count").intValue()).isEqualTo(1);
    assertThat(totals.at("/failures/rate_limited").intValue()).isEqualTo(1);
    assertThat(totals.path("total_tokens").intValue()).isZero();
    assertThat(totals.path("approx_cost").isNull()).isTrue();
    assertThat(credential().path("model_usage").path(MODEL).at("/windows/daily/used").intValue())
        .isZero();
  }

  @Test
  void aWebPageInPlaceOfAnAnswerUsesNothing() {
    gateway.upstream().next(Faults.html(200), Faults.html(200));
    assertThat(gateway.post("/v1/chat/completions", ask(false)).statusCode()).isEqualTo(502);
    assertThat(totals().path("failure_count").intValue()).isEqualTo(2);
    assertThat(totals().path("total_tokens").intValue()).isZero();
  }

  @Test
  void aFailedAttemptThatUpstreamChargesForIsCountedWithItsTokens() {
    gateway
        .upstream()
        .next(
            Replay.json(200, "{\"error\":{\"message\":\"overloaded\"}," + COUNTS + "}"),
            whole("," + COUNTS));
    var answer = gateway.post("/v1/chat/completions", ask(false));
    assertThat(answer.statusCode()).isEqualTo(200);
    var totals = totals();
    assertThat(totals.path("request_count").intValue()).isEqualTo(2);
    assertThat(totals.path("failure_count").intValue()).isEqualTo(1);
    assertThat(totals.path("success_count").intValue()).isEqualTo(1);
    assertThat(totals.path("total_tokens").intValue()).isEqualTo(280);
  }

  @Test
  void anAnswerThatBreaksOffIsPartialAndEstimated() {
    var broken = ChatScript.tokens(20).breaking(9, dev.keyrelay.providers.demo.Break.RESET);
    assertThat(chat(broken, true)).isEqualTo(200);
    var totals = totals();
    assertThat(totals.path("partial_count").intValue()).isEqualTo(1);
    assertThat(totals.path("estimated_count").intValue()).isEqualTo(1);
    assertThat(totals.path("output_tokens").intValue()).isBetween(1, 20);
    assertThat(totals.path("prompt_tokens").intValue()).isPositive();
  }

  @Test
  void aClientThatLeavesMidStreamLeavesACancelledAttemptWithItsTokens() throws Exception {
    gateway.upstream().next(ChatScript.tokens(10_000).perSecond(50));
    try (var http = HttpClient.newHttpClient()) {
      var request =
          gateway.request("/v1/chat/completions").POST(BodyPublishers.ofString(ask(true))).build();
      try (InputStream body = http.send(request, BodyHandlers.ofInputStream()).body()) {
        assertThat(body.readNBytes(500)).hasSize(500);
      }
    }
    var totals = totals();
    assertThat(totals.path("cancelled_count").intValue()).isEqualTo(1);
    assertThat(totals.path("failure_count").intValue()).isZero();
    assertThat(totals.path("output_tokens").intValue()).isPositive();
    assertThat(totals.path("prompt_tokens").intValue()).isPositive();
  }

  @Test
  void aClientThatLeavesBeforeTheAnswerLeavesACancelledAttempt() throws Exception {
    gateway.upstream().next(Faults.stall());
    try (var http = HttpClient.newHttpClient()) {
      var request =
          gateway.request("/v1/chat/completions").POST(BodyPublishers.ofString(ask(false))).build();
      var answer = http.sendAsync(request, BodyHandlers.ofString());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !gateway.upstream().requests("/chat/completions").isEmpty());
      answer.cancel(true);
      http.shutdownNow();
    }
    var totals = totals();
    assertThat(totals.path("cancelled_count").intValue()).isEqualTo(1);
    assertThat(totals.path("prompt_tokens").intValue()).isPositive();
    assertThat(totals.path("output_tokens").intValue()).isZero();
  }
}
