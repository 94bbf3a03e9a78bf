package dev.keyrelay.server.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keyrelay.providers.demo.EmbeddingScript;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.Replay;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Embedding calls that are made together, over HTTP. */
class EmbeddingBatchTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Longer than a loaded machine takes to make a few calls: batches here end by being full. */
  private static final String LONG = "10";

  private static final String MOST_ITEMS = "EMBEDDING_BATCH_MAX_ITEMS";

  private static RunningGateway gateway(String window, String... more) {
    var all =
        new ArrayList<>(List.of("OPENAI_API_KEY", "sk-test", "EMBEDDING_BATCH_WINDOW", window));
    all.addAll(List.of(more));
    return RunningGateway.with(all.toArray(String[]::new));
  }

  private static String ask(String input) {
    return "{\"model\":\"openai/text-embedding-3-small\",\"dimensions\":8,\"input\":" + input + "}";
  }

  /** Posts all bodies at once. */
  private static List<HttpResponse<String>> at(RunningGateway gateway, List<String> bodies) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          bodies.stream()
              .map(body -> threads.submit(() -> gateway.post("/v1/embeddings", body)))
              .toList();
      return calls.stream().map(EmbeddingBatchTest::result).toList();
    }
  }

  private static HttpResponse<String> result(Future<HttpResponse<String>> call) {
    try {
      return call.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return JSON.readTree(answer.body());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int upstreamCalls(RunningGateway gateway) {
    return gateway.upstream().requests("/embeddings").size();
  }

  @Test
  void everyCallerGetsTheVectorsOfItsOwnInputs() {
    var inputs = List.of("\"one\"", "[\"two\",\"three\"]", "[\"four\"]", "\"f\\u00fcnf\"");
    var bodies = inputs.stream().map(EmbeddingBatchTest::ask).toList();
    List<JsonNode> alone;
    try (var gateway = gateway("0")) {
      alone = at(gateway, bodies).stream().map(EmbeddingBatchTest::json).toList();
      assertThat(upstreamCalls(gateway)).isEqualTo(4);
    }
    try (var gateway = gateway(LONG, MOST_ITEMS, "5")) {
      var together = at(gateway, bodies).stream().map(EmbeddingBatchTest::json).toList();
      assertThat(upstreamCalls(gateway)).isEqualTo(1);
      for (int i = 0; i < inputs.size(); i++) {
        assertThat(together.get(i).path("data")).isEqualTo(alone.get(i).path("data"));
        assertThat(together.get(i).path("object")).isEqualTo(alone.get(i).path("object"));
        assertThat(together.get(i).path("model")).isEqualTo(alone.get(i).path("model"));
      }
      long shares =
          together.stream()
              .mapToLong(one -> one.path("usage").path("prompt_tokens").asLong())
              .sum();
      var credential = gateway.credentials("openai").getFirst();
      assertThat(gateway.usage("openai", credential).uncachedInput()).isEqualTo(shares);
    }
  }

  @Test
  void listsOfTokensGoTogetherAndNotWithTexts() {
    try (var gateway = gateway(LONG, MOST_ITEMS, "3")) {
      var texts = "[\"eight\",\"nine\"]";
      var bodies = List.of(ask("[1,2,3]"), ask("[[4,5],[6]]"), ask("\"seven\""), ask(texts));
      assertThat(at(gateway, bodies).stream().map(one -> json(one).path("data").size()))
          .containsExactly(1, 2, 1, 2);
      assertThat(upstreamCalls(gateway)).isEqualTo(2);
    }
  }

  @Test
  void otherOptionsGoAlone() {
    try (var gateway = gateway(LONG, MOST_ITEMS, "2")) {
      var other = ask("\"b\"").replace("8", "16");
      at(gateway, List.of(ask("\"a\""), other, ask("\"c\""), other));
      assertThat(upstreamCalls(gateway)).isEqualTo(2);
    }
  }

  @Test
  void aFullBatchDoesNotWait() {
    try (var gateway = gateway(LONG, MOST_ITEMS, "3")) {
      json(gateway.post("/v1/embeddings", ask("[\"w\",\"a\",\"rm\"]")));
      var begun = System.nanoTime();
      at(gateway, List.of(ask("\"a\""), ask("\"b\""), ask("\"c\"")));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
      assertThat(upstreamCalls(gateway)).isEqualTo(2);
    }
  }

  @Test
  void oneBadInputFailsNobodyElse() {
    try (var gateway = gateway(LONG, MOST_ITEMS, "3")) {
      gateway
          .upstream()
          .on(request -> request.text().contains("poison"))
          .answer(Faults.status(400, "input: poison is not allowed"));
      var answers = at(gateway, List.of(ask("\"a\""), ask("\"poison\""), ask("\"c\"")));
      assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(200, 400, 200);
      assertThat(answers.get(1).body()).contains("poison is not allowed");
    }
  }

  @Test
  void oneBadInputOfManyCostsFewCallsMore() {
    try (var gateway = gateway(LONG, MOST_ITEMS, "16")) {
      gateway
          .upstream()
          .on(request -> request.text().contains("poison"))
          .answer(Faults.status(400, "that is not allowed"));
      var answers = at(gateway, texts(16, 11));
      assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(15);
      assertThat(answers.get(11).statusCode()).isEqualTo(400);
      assertThat(upstreamCalls(gateway)).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"$.input[%d] is not allowed", "input.%d: not allowed"})
  void anInputThatUpstreamNamesCostsTwoCallsMore(String words) {
    try (var gateway = gateway(LONG, MOST_ITEMS, "16")) {
      gateway
          .upstream()
          .on(request -> request.text().contains("poison"))
          .answer(
              (request, answer) -> {
                int place = 0;
                while (!request.json().path("input").path(place).asText().contains("poison")) {
                  place++;
                }
                var error = Faults.status(400, words.formatted(place));
                error.play(request, answer);
              });
      var answers = at(gateway, texts(16, 5));
      assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(15);
      assertThat(answers.get(5).statusCode()).isEqualTo(400);
      assertThat(answers.get(5).body()).contains(words.formatted(0));
      assertThat(upstreamCalls(gateway)).isEqualTo(3);
    }
  }

  @Test
  void aRefusalOfWhatAllHaveInCommonIsAskedOnce() {
    try (var gateway = gateway(LONG, MOST_ITEMS, "4")) {
      gateway
          .upstream()
          .on("/embeddings")
          .answer(
              Replay.json(400, "{\"error\":{\"message\":\"too many\",\"param\":\"dimensions\"}}"));
      assertThat(at(gateway, texts(4, -1)))
          .allSatisfy(answer -> assertThat(answer.body()).contains("too many"))
          .extracting(HttpResponse::statusCode)
          .containsOnly(400);
      assertThat(upstreamCalls(gateway)).isEqualTo(1);
    }
  }

  private static List<String> texts(int count, int bad) {
    return IntStream.range(0, count)
        .mapToObj(place -> ask(place == bad ? "[\"poison\"]" : "[\"text " + place + "\"]"))
        .toList();
  }

  @Test
  void aCallerThatLeavesWhileUpstreamWorksFailsNobodyElse() {
    try (var gateway = gateway(LONG, MOST_ITEMS, "2");
        var leaver = java.net.http.HttpClient.newHttpClient()) {
      var working = new CountDownLatch(1);
      var hasLeft = new CountDownLatch(1);
      gateway
          .upstream()
          .on("/embeddings")
          .answer(
              (request, answer) -> {
                working.countDown();
                try {
                  assertThat(hasLeft.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                  throw new java.io.InterruptedIOException();
                }
                new EmbeddingScript().play(request, answer);
              });
      var request =
          gateway
              .request("/v1/embeddings")
              .POST(java.net.http.HttpRequest.BodyPublishers.ofString(ask("\"leaves\"")))
              .build();
      leaver.sendAsync(request, HttpResponse.BodyHandlers.ofString());
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var stays = threads.submit(() -> gateway.post("/v1/embeddings", ask("\"stays\"")));
        assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
        leaver.shutdownNow();
        hasLeft.countDown();
        assertThat(json(result(stays)).path("data")).hasSize(1);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      assertThat(upstreamCalls(gateway)).isEqualTo(1);
    }
  }

  @Test
  void vectorsAreToldApartByTheirIndexAndNotByTheirPlace() {
    try (var gateway = gateway(LONG, MOST_ITEMS, "3")) {
      gateway
          .upstream()
          .on("/embeddings")
          .answer(
              (request, answer) -> {
                var backwards = new StringBuilder();
                var inputs = request.json().path("input");
                for (int i = inputs.size() - 1; i >= 0; i--) {
                  backwards.append("{\"index\":" + i + ",\"embedding\":[");
                  backwards.append(inputs.get(i).asInt() + "]},");
                }
                backwards.setLength(backwards.length() - 1);
                answer.sendJson(200, ("{\"data\":[" + backwards + "]}").getBytes(UTF_8));
              });
      var answers = at(gateway, List.of(ask("[\"1\",\"2\"]"), ask("\"3\"")));
      assertThat(upstreamCalls(gateway)).isEqualTo(1);
      assertThat(json(answers.getFirst()).at("/data").findValuesAsText("index"))
          .containsExactly("0", "1");
      assertThat(json(answers.getFirst()).at("/data/0/embedding/0").asInt()).isEqualTo(1);
      assertThat(json(answers.getFirst()).at("/data/1/embedding/0").asInt()).isEqualTo(2);
      assertThat(json(answers.getLast()).at("/data/0/embedding/0").asInt()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"index\":0},{\"index\":0}",
        "{\"index\":1},{\"index\":2}",
        "{\"index\":0},{}",
        "{\"index\":\"0\"},{\"index\":\"1\"}"
      })
  void vectorsThatCannotBeToldApartAreNobodys(String vectors) {
    try (var gateway = gateway(LONG, MOST_ITEMS, "2")) {
      gateway.upstream().on("/embeddings").answer(Replay.json(200, "{\"data\":[" + vectors + "]}"));
      assertThat(at(gateway, List.of(ask("\"a\""), ask("\"b\""))))
          .extracting(HttpResponse::statusCode)
          .containsOnly(502);
    }
  }

  @Test
  void aCallerThatLeavesTakesItsInputsAlong() throws InterruptedException {
    try (var gateway = gateway("6");
        var leaver = java.net.http.HttpClient.newHttpClient()) {
      var request =
          gateway
              .request("/v1/embeddings")
              .POST(java.net.http.HttpRequest.BodyPublishers.ofString(ask("\"leaves\"")))
              .build();
      var left = leaver.sendAsync(request, HttpResponse.BodyHandlers.ofString());
      left.orTimeout(1, TimeUnit.SECONDS).exceptionally(_ -> null).join();
      leaver.shutdownNow();
      assertThat(json(gateway.post("/v1/embeddings", ask("\"stays\""))).path("data")).hasSize(1);
      assertThat(gateway.upstream().requests("/embeddings"))
          .allSatisfy(sent -> assertThat(sent.text()).doesNotContain("leaves"));
    }
  }

  @Test
  void batchesRaiseThroughputWhereCallsHaveAPrice() {
    var bodies = IntStream.range(0, 30).mapToObj(number -> ask("\"text " + number + "\"")).toList();
    var oneAtATime = "MAX_CONCURRENT_REQUESTS_PER_KEY_OPENAI";
    Duration alone;
    try (var gateway = gateway("0", oneAtATime, "1")) {
      alone = timed(gateway, bodies);
      assertThat(upstreamCalls(gateway)).isEqualTo(30);
    }
    try (var gateway = gateway(LONG, MOST_ITEMS, "10", oneAtATime, "1")) {
      assertThat(timed(gateway, bodies)).isLessThan(alone);
      assertThat(upstreamCalls(gateway)).isEqualTo(3);
    }
  }

  private static Duration timed(RunningGateway gateway, List<String> bodies) {
    gateway
        .upstream()
        .on(request -> request.path().endsWith("/embeddings"))
        .answer(new EmbeddingScript().after(Duration.ofMillis(100)));
    long begun = System.nanoTime();
    at(gateway, bodies).forEach(EmbeddingBatchTest::json);
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
