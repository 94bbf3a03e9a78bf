package dev.keyrelay.server.replay;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Recordings of completions, embeddings and token counts reach the client as they are. */
class OtherRecordingsTest {

  private static ReplayGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new ReplayGateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private record Kind(String recorded, String provider) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("openai-completions", "openai"),
          new Kind("openai-embeddings", "openai"),
          new Kind("anthropic-count-tokens", "anthropic"),
          new Kind("gemini-count-tokens", "gemini"),
          new Kind("gemini-embed", "gemini"));

  /** Recordings that no call through the gateway is answered with, and why. */
  private static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry("bedrock-converse", "no provider speaks Bedrock"),
          Map.entry("bedrock-count-tokens", "no provider speaks Bedrock"),
          Map.entry("bedrock-invoke", "no provider speaks Bedrock"),
          Map.entry("cohere-chat", "Cohere is asked on its surface that is compatible to OpenAI's"),
          Map.entry(
              "cohere-embed", "Cohere is asked on its surface that is compatible to OpenAI's"),
          Map.entry("cohere-rerank", "there is no surface for ranking"),
          Map.entry("gemini-interactions", "there is no surface for Google's interactions"),
          Map.entry("openai-images", "there is no surface for pictures"),
          Map.entry("openai-responses-compact", "there is no surface for compaction"),
          Map.entry("openai-responses-retrieve", "kept responses are asked for by id, not made"),
          Map.entry("vertex-predict", "no provider speaks Vertex's predictions"));

  @Test
  void everyKindOfRecordingIsReplayedOrLeftOutForAReason() {
    var replayed = Stream.of(Side.values()).map(side -> side.recorded).collect(toSet());
    KINDS.forEach(kind -> replayed.add(kind.recorded));
    replayed.add("openai-input-tokens");
    assertThat(Recording.kinds())
        .allMatch(kind -> replayed.contains(kind) ^ LEFT_OUT.containsKey(kind));
  }

  @TestFactory
  Stream<DynamicTest> everyRecordedCountIsToldToAClientOfEveryDialect() {
    return KINDS.stream()
        .filter(kind -> kind.recorded.endsWith("count-tokens"))
        .flatMap(
            kind ->
                Recording.of(kind.recorded).stream()
                    .filter(recording -> recording.status() != 0)
                    .map(
                        recording ->
                            DynamicTest.dynamicTest(
                                recording.toString(), () -> count(recording, kind.provider))));
  }

  private static void count(Recording recording, String provider) throws IOException {
    JsonNode sent = JsonBody.MAPPER.readTree(recording.answer());
    String model = provider + "/" + recording.model();
    var asks =
        Map.of(
            "/v1/messages/count_tokens",
            "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
            "/v1/responses/input_tokens",
            "{\"model\":\"" + model + "\",\"input\":\"a\"}",
            "/v1beta/models/" + model + ":countTokens",
            "{\"contents\":[{\"parts\":[{\"text\":\"a\"}]}]}");
    for (var ask : asks.entrySet()) {
      gateway.forgive();
      gateway.answers(recording, 1000);
      var arrived = Arrived.of(gateway.post(ask.getKey(), ask.getValue()));
      JsonNode told = JsonBody.MAPPER.readTree(arrived.body());
      if (recording.status() == 200) {
        assertThat(tokens(told)).as(ask.getKey()).isEqualTo(tokens(sent)).isPositive();
      } else {
        // A refusal in another dialect's words is not told: then the gateway counts itself.
        assertThat(arrived.status()).as(ask.getKey()).isIn(200, recording.status());
        assertThat(told.has("error") || tokens(told) > 0).as(arrived.text()).isTrue();
      }
    }
  }

  /** OpenAI is not asked: its vocabulary is known, and the count is about what it told. */
  @TestFactory
  Stream<DynamicTest> whatOpenAiCountedTheGatewayCountsToo() {
    return Recording.of("openai-input-tokens").stream()
        .map(recording -> DynamicTest.dynamicTest(recording.toString(), () -> same(recording)));
  }

  private static void same(Recording recording) throws IOException {
    ObjectNode sent = recording.request().deepCopy();
    sent.put("model", "openai/" + recording.model());
    var arrived = Arrived.of(gateway.post("/v1/responses/input_tokens", sent.toString()));
    long told = tokens(JsonBody.MAPPER.readTree(arrived.body()));
    long counted = tokens(JsonBody.MAPPER.readTree(recording.answer()));
    // How OpenAI writes tools for its models is not public.
    assertThat(told).isCloseTo(counted, withinPercentage(sent.has("tools") ? 25 : 0));
  }

  private static long tokens(JsonNode answer) {
    return answer.path("totalTokens").asLong(answer.path("input_tokens").asLong());
  }

  @TestFactory
  Stream<DynamicTest> everyRecordedAnswerComesAsItWas() {
    return KINDS.stream()
        .flatMap(
            kind ->
                Recording.of(kind.recorded).stream()
                    .filter(recording -> recording.status() != 0 && recording.request().isObject())
                    .map(
                        recording ->
                            DynamicTest.dynamicTest(
                                recording.toString(), () -> serve(recording, kind.provider))));
  }

  private static void serve(Recording recording, String provider) {
    JsonNode sent = recording.request().deepCopy();
    String model = provider + "/" + recording.model();
    String path = recording.path();
    if (sent.has("model") && !path.contains("/models/")) {
      ((ObjectNode) sent).put("model", model);
    }
    String asked =
        path.contains("/models/")
            ? "/v1beta/models/" + model + path.substring(path.lastIndexOf(':'))
            : path;
    gateway.forgive();
    gateway.upstream().forgetRequests();
    gateway.answers(recording, 1000);
    var arrived = Arrived.of(gateway.post(asked, sent.toString()));
    assertThat(gateway.upstream().requests()).as(arrived.text()).hasSize(1);
    assertThat(arrived.status()).isEqualTo(recording.status());
    if (recording.status() == 200) {
      assertThat(arrived.text())
          .startsWith(new String(recording.answer(), java.nio.charset.StandardCharsets.UTF_8));
    } else {
      assertThat(arrived.text()).contains("\"message\"");
    }
  }

  @Test
  void countsOfTokensComeAsTheyWere() {
    gateway.forgive();
    gateway.answers(
        dev.keyrelay.providers.demo.Replay.json(200, "{\"input_tokens\": 42,\"new\":1}"));
    var arrived =
        Arrived.of(
            gateway.post(
                "/v1/messages/count_tokens",
                "{\"model\":\"anthropic/m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"));
    assertThat(arrived.text()).isEqualTo("{\"input_tokens\": 42,\"new\":1}");
  }
}
