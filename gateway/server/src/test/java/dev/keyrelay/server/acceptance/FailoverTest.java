package dev.keyrelay.server.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.providers.demo.Break;
import dev.keyrelay.providers.demo.ChatScript;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ReceivedRequest;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.providers.demo.Script;
import dev.keyrelay.providers.demo.ScriptedUpstream;
import dev.keyrelay.spi.Headers;
import dev.keyrelay.spi.JsonBody;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From one model to the next: chains, aliases and tiers of providers, as a client sees them. */
class FailoverTest {

  private static final String ALPHA_KEY = "sk-alpha-0123456789";
  private static final String BETA_KEY = "sk-beta-0123456789";
  private static final String GAMMA_KEY = "sk-gamma-0123456789";
  private static final String WHOLE =
      "{\"id\":\"c\",\"object\":\"chat.completion\",\"choices\":[{\"index\":0,\"message\":"
          + "{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
  private static final Script LATER = Faults.rateLimited(Duration.ofSeconds(40));

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private RunningGateway gateway;

  /** Providers alpha, beta and gamma, each with a key, and no pause between attempts. */
  private void start(String... variables) {
    var all = new ArrayList<>(List.of(variables));
    all.addAll(List.of("TRANSIENT_RETRY_DELAY", "0", "TRANSIENT_RETRY_JITTER", "0"));
    for (String name : List.of("ALPHA", "BETA", "GAMMA")) {
      all.addAll(List.of(name + "_API_BASE", upstream.openAiUri().toString()));
    }
    all.addAll(List.of("ALPHA_API_KEY", ALPHA_KEY, "BETA_API_KEY", BETA_KEY));
    all.addAll(List.of("GAMMA_API_KEY", GAMMA_KEY));
    gateway = RunningGateway.with(upstream, all.toArray(String[]::new));
  }

  private void startTiers(String... variables) {
    var all = new ArrayList<>(List.of(variables));
    all.addAll(List.of("PROVIDER_PRIORITY_ALPHA", "2", "PROVIDER_PRIORITY_BETA", "3"));
    all.addAll(
        List.of(
            "ALPHA_MODELS", "[\"claude-opus-4-5\"]",
            "BETA_MODELS", "[\"vendor/Claude-Opus-4.5\"]",
            "GAMMA_MODELS", "[\"claude-opus-4-5\"]"));
    start(all.toArray(String[]::new));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private HttpResponse<String> ask(String model) {
    return ask(model, false);
  }

  private HttpResponse<String> ask(String model, boolean stream) {
    return gateway.post(
        "/v1/chat/completions",
        "{\"model\":\""
            + model
            + "\",\"stream\":"
            + stream
            + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
  }

  private static void servedBy(HttpResponse<String> answer, String target, int attempts) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-keyrelay-target")).contains(target);
    assertThat(answer.headers().firstValue("x-keyrelay-attempts"))
        .contains(Integer.toString(attempts));
  }

  private List<String> keys() {
    return upstream.requests("/chat/completions").stream()
        .map(ReceivedRequest::key)
        .flatMap(Optional::stream)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theNextTierThatListsTheModelServesWhenAProviderFails(boolean stream) {
    startTiers();
    upstream.onKey(ALPHA_KEY).answer(Faults.status(500));
    upstream.onKey(BETA_KEY).answer(ChatScript.saying("from beta"));

    var answer = ask("alpha/claude-opus-4-5", stream);

    servedBy(answer, "beta/vendor/Claude-Opus-4.5", 3);
    assertThat(answer.body()).contains("beta");
    assertThat(keys()).containsExactly(ALPHA_KEY, ALPHA_KEY, BETA_KEY);
    assertThat(upstream.requests("/chat/completions").getLast().model())
        .isEqualTo("vendor/Claude-Opus-4.5");
  }

  @Test
  void anAnswerThatSaysThatNothingIsLeftLetsTheNextTargetServe() {
    start("FALLBACK_GROUP_BEST", "alpha/m,beta/m");
    var drained =
        Headers.of(
            "x-ratelimit-limit-requests", "2",
            "x-ratelimit-remaining-requests", "0",
            "x-ratelimit-reset-requests", "60s");
    upstream.onKey(ALPHA_KEY).answer(Replay.answer(200, drained, WHOLE.getBytes(UTF_8)));
    upstream.onKey(BETA_KEY).answer(ChatScript.saying("from beta"));

    servedBy(ask("best"), "alpha/m", 1);
    servedBy(ask("best"), "beta/m", 1);
  }

  @Test
  void aTierHelpsTheBetterOneTooAndWhoHasNoPriorityTakesNoPart() {
    startTiers();
    upstream.onKey(BETA_KEY).answer(LATER);
    upstream.onKey(ALPHA_KEY).answer(ChatScript.echo());
    upstream.onKey(GAMMA_KEY).answer(LATER);

    servedBy(ask("beta/vendor/Claude-Opus-4.5"), "alpha/claude-opus-4-5", 2);
    assertThat(ask("gamma/claude-opus-4-5").statusCode()).isEqualTo(429);
    assertThat(ask("alpha/another").statusCode()).isEqualTo(200);
  }

  @Test
  void aRefusedRequestDoesNotMoveOn() {
    startTiers();
    upstream.onKey(ALPHA_KEY).answer(Faults.status(400));

    assertThat(ask("alpha/claude-opus-4-5").statusCode()).isEqualTo(400);
    assertThat(keys()).containsExactly(ALPHA_KEY);
  }

  @Test
  void aStreamThatHasBegunDoesNotMoveOn() {
    startTiers();
    upstream.onKey(ALPHA_KEY).answer(ChatScript.tokens(20).breaking(5, Break.RESET));

    var answer = ask("alpha/claude-opus-4-5", true);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"error\"").endsWith("data: [DONE]\n\n");
    assertThat(keys()).containsExactly(ALPHA_KEY);
  }

  @Test
  void aNameWithoutProviderStandsForTheBestTierThatListsIt() {
    startTiers();
    upstream.onKey(ALPHA_KEY).answer(LATER);
    upstream.onKey(BETA_KEY).answer(ChatScript.echo());

    servedBy(ask("claude-opus-4.5"), "beta/vendor/Claude-Opus-4.5", 2);
    assertThat(ask("some-other-model").statusCode()).isEqualTo(400);
  }

  @Test
  void whatUpstreamListsCountsToo() throws Exception {
    upstream
        .on("/models")
        .answer(
            Replay.json(
                200,
                "{\"object\":\"list\",\"data\":[{\"id\":\"org/listed-1-5\",\"object\":\"model\"}]}"));
    start("PROVIDER_PRIORITY_ALPHA", "1", "PROVIDER_PRIORITY_BETA", "2");
    upstream.on(request -> request.model().equals("listed-1.5")).answer(Faults.status(503));
    upstream.onModel("org/listed-1-5").answer(ChatScript.echo());

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(explain("alpha/listed-1.5").path("targets")).as("targets").hasSize(2));
    servedBy(ask("alpha/listed-1.5"), "beta/org/listed-1-5", 3);
  }

  @Test
  void aFilteredModelIsNoStandIn() {
    startTiers("IGNORE_MODELS_BETA", "vendor/*");
    upstream.onKey(ALPHA_KEY).answer(LATER);

    assertThat(ask("alpha/claude-opus-4-5").statusCode()).isEqualTo(429);
    assertThat(keys()).containsExactly(ALPHA_KEY);
  }

  @Test
  void aProviderThatKeepsFailingIsAskedLastUntilItServesAgain() throws Exception {
    startTiers("PROVIDER_BACKOFF_BASE_SECONDS", "600", "PROVIDER_BACKOFF_MAX_SECONDS", "600");
    upstream.onKey(ALPHA_KEY).answer(Faults.status(500));
    upstream.onKey(BETA_KEY).answer(ChatScript.echo());

    servedBy(ask("alpha/claude-opus-4-5"), "beta/vendor/Claude-Opus-4.5", 3);
    servedBy(ask("alpha/claude-opus-4-5"), "beta/vendor/Claude-Opus-4.5", 2);
    servedBy(ask("alpha/claude-opus-4-5"), "beta/vendor/Claude-Opus-4.5", 1);
    assertThat(explain("alpha/claude-opus-4-5").at("/targets/1/set_aside/cause").textValue())
        .isEqualTo("server_error");

    var failed = ask("alpha/another");
    assertThat(failed.statusCode()).as("nobody else has it").isEqualTo(502);
    assertThat(failed.headers().firstValue("x-keyrelay-attempts"))
        .as("who keeps failing is asked once")
        .contains("1");
    upstream.forget();
    assertThat(ask("alpha/another").statusCode()).as("nobody is disabled").isEqualTo(200);
    assertThat(explain("alpha/claude-opus-4-5").at("/targets/1/excluded_by/outage").asInt())
        .as("it has not served this model since")
        .isOne();
  }

  @Test
  void aModelThatKeepsFailingIsRefusedAtOnceUntilAnOperatorSaysOtherwise() {
    start("PROVIDER_BACKOFF_BASE_SECONDS", "600", "PROVIDER_BACKOFF_MAX_SECONDS", "600");
    upstream.onKey(ALPHA_KEY).answer(Faults.status(500));
    assertThat(ask("alpha/a").statusCode()).isEqualTo(502);
    assertThat(ask("alpha/a").statusCode()).isEqualTo(502);
    assertThat(keys()).hasSize(3);

    var refused = ask("alpha/a");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("provider_unavailable").contains("server_error");
    assertThat(refused.headers().firstValue("Retry-After").map(Integer::parseInt))
        .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(1, 600));
    assertThat(keys()).as("upstream was not asked").hasSize(3);

    upstream.forget();
    var clear = gateway.request("/v1/admin/cooldowns?provider=alpha").DELETE().build();
    assertThat(gateway.send(clear).statusCode()).isEqualTo(200);
    assertThat(ask("alpha/a").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "RATE_LIMIT_ALPHA_ALL, 1rpm, 1 requests per minute reached",
    "QUOTA_WINDOW_ALPHA_ALL, 1/5h, used up",
    "CUSTOM_CAP_ALPHA_TDEFAULT_A, 1, custom cap of 1",
  })
  void whatIsUsedUpByTheUsersOwnLimitsIsARateLimitWithItsTime(
      String variable, String value, String reason) {
    start(variable, value);
    assertThat(ask("alpha/a").statusCode()).isEqualTo(200);

    var refused = ask("alpha/a");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body())
        .contains("credentials_rate_limited", "alpha/a holds back 1 credential (", reason);
    assertThat(refused.headers().firstValue("Retry-After").map(Integer::parseInt))
        .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(1, 86_400));
    assertThat(keys()).as("upstream was not asked").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"401, 502", "402, 402", "403, 502"})
  void whatHoldsCredentialsBackIsToldAsItWasWhenItHappened(int upstreamStatus, int status) {
    start();
    upstream.onKey(ALPHA_KEY).answer(Faults.status(upstreamStatus));
    var first = ask("alpha/a");
    assertThat(first.statusCode()).isEqualTo(status);

    var later = ask("alpha/a");
    assertThat(later.statusCode()).as(later.body()).isEqualTo(status);
    assertThat(later.body()).contains("alpha/a holds back 1 credential (");
    assertThat(keys()).as("upstream was not asked again").hasSize(1);
  }

  @Test
  void oneCallTriesAModelThatKeptFailing() {
    start("PROVIDER_BACKOFF_BASE_SECONDS", "1", "PROVIDER_BACKOFF_MAX_SECONDS", "2");
    upstream.onKey(ALPHA_KEY).answer(Faults.status(500));
    ask("alpha/a");
    ask("alpha/a");
    int before = keys().size();
    assertThat(before).isEqualTo(3);

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(ask("alpha/a").statusCode()).isEqualTo(502));
    assertThat(keys()).as("it is not tried twice").hasSize(before + 1);
    upstream.forget();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(ask("alpha/a").statusCode()).isEqualTo(200));
    servedBy(ask("alpha/a"), "alpha/a", 1);
  }

  private JsonNode explain(String model) throws Exception {
    var answer = gateway.get("/v1/route/explain?model=" + model);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonBody.MAPPER.readTree(answer.body());
  }

  @Test
  void aChainGoesThroughItsModelsInOrder() {
    start("FALLBACK_GROUP_GOOD", "alpha/a,beta/b,gamma/c", "MODEL_ROUTE_BEST", "group:good");
    upstream.onModel("a").answer(LATER);
    upstream.onModel("b").answer(Faults.status(404));
    upstream.onModel("c").answer(ChatScript.echo());

    servedBy(ask("best"), "gamma/c", 3);
    servedBy(ask("good"), "gamma/c", 2);
  }

  @Test
  void anAliasStandsForAModelAndIsComparedFolded() {
    start("MODEL_ROUTE_GPT_4O", "beta/org/real-4o");

    servedBy(ask("gpt-4o"), "beta/org/real-4o", 1);
    assertThat(upstream.requests("/chat/completions").getLast().model()).isEqualTo("org/real-4o");
  }

  @Test
  void listsOfStandInsBeginWithTheModelThatIsAskedFor() {
    start("MODEL_FALLBACK_GROUPS", "[[\"alpha/a\",\"beta/b\"]]");
    upstream.onModel("b").answer(LATER);

    servedBy(ask("beta/b"), "alpha/a", 2);
    servedBy(ask("alpha/a"), "alpha/a", 1);
  }

  /** The words of FAILOVER_ON and STOP_ON, and a fault of each. */
  @ParameterizedTest
  @CsvSource({
    "context_window_exceeded, context",
    "invalid_request, 400",
    "body_too_large, 413",
  })
  void failuresOfTheRequestMoveOnWhereTheChainSaysSo(String word, String fault) {
    start("FALLBACK_GROUP_G", "alpha/a,beta/b", "FALLBACK_GROUP_G_FAILOVER_ON", word);
    upstream.onModel("a").answer(fault(fault));

    servedBy(ask("g"), "beta/b", 2);
  }

  @ParameterizedTest
  @CsvSource({
    "rate_limit, 429, 429",
    "quota_exceeded, quota, 429",
    "server_error, 500, 502",
    "authentication, 401, 502",
    "model_not_found, 404, 404",
  })
  void failuresStopWhereTheChainSaysSo(String word, String fault, int status) {
    start("FALLBACK_GROUP_G", "alpha/a,beta/b", "FALLBACK_GROUP_G_STOP_ON", word);
    upstream.onModel("a").answer(fault(fault));

    assertThat(ask("g").statusCode()).isEqualTo(status);
    assertThat(ask("g").statusCode()).as("held back for that reason").isGreaterThanOrEqualTo(400);
    assertThat(keys()).doesNotContain(BETA_KEY);
  }

  @ParameterizedTest
  @CsvSource({"401", "402", "403", "404", "429", "quota", "500", "503", "529", "html", "empty"})
  void everythingElseMovesOnUnlessToldOtherwise(String fault) {
    start("FALLBACK_GROUP_G", "alpha/a,beta/b");
    upstream.onModel("a").answer(fault(fault));

    var answer = ask("g");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-keyrelay-target")).contains("beta/b");
  }

  private static Script fault(String word) {
    return switch (word) {
      case "context" ->
          Replay.json(
              400,
              "{\"error\":{\"message\":\"maximum context length is 8 tokens\",\"type\":"
                  + "\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}");
      case "quota" -> Faults.dailyQuota(Duration.ofHours(5));
      case "html" -> Faults.html(200);
      case "empty" -> Faults.empty(200);
      case "429" -> LATER;
      default -> Faults.status(Integer.parseInt(word));
    };
  }

  @Test
  void streamsStayWhereTheChainSaysSo() {
    start("FALLBACK_GROUP_G", "alpha/a,beta/b", "FALLBACK_GROUP_G_STREAMING_POLICY", "never");
    upstream.onModel("a").answer(LATER);

    assertThat(ask("g", true).statusCode()).isEqualTo(429);
    servedBy(ask("g", false), "beta/b", 1);
  }
}
