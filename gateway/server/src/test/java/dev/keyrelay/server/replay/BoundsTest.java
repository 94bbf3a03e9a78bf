package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON of a depth or a size that nobody needs costs neither the stack nor the gateway. */
class BoundsTest {

  private static final String DEEP = "[".repeat(100_000) + "]".repeat(100_000);
  private static final int MEBIBYTE = 1 << 20;

  private static ReplayGateway gateway;

  @BeforeAll
  static void start() {
    gateway = new ReplayGateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /**
   * A surface and the start of a body for it.
   *
   * @param body a body with {@code %s} where a value goes
   */
  record Surface(String path, String body) {

    @Override
    public String toString() {
      return path;
    }
  }

  static Stream<Surface> surfaces() {
    var surfaces = new ArrayList<Surface>();
    for (var client : Side.values()) {
      for (var provider : Side.values()) {
        String model = provider.only + "/m";
        String ask = client.ask(model, false).replaceFirst("\"What is the weather[^\"]*\"", "%s");
        surfaces.add(new Surface(client.path(model, false), ask));
      }
    }
    Map.of(
            "/v1/completions", "{\"model\":\"openai/m\",\"prompt\":%s}",
            "/v1/embeddings", "{\"model\":\"openai/m\",\"input\":%s}",
            "/v1/messages/count_tokens",
                "{\"model\":\"anthropic/m\",\"messages\":[{\"role\":\"user\",\"content\":%s}]}",
            "/v1beta/models/gemini/m:countTokens", "{\"contents\":[{\"parts\":[{\"text\":%s}]}]}",
            "/v1beta/models/gemini/m:embedContent", "{\"content\":{\"parts\":[{\"text\":%s}]}}")
        .forEach((path, body) -> surfaces.add(new Surface(path, body)));
    return surfaces.stream();
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void nestedArraysAreRefusedOrHandedOn(Surface surface) {
    refusedOrHandedOn(surface, DEEP);
    refusedOrHandedOn(surface, "\"x\",\"extra\":" + DEEP);
  }

  private static void refusedOrHandedOn(Surface surface, String value) {
    gateway.forgive();
    gateway.answers(Replay.json(400, "{\"error\":{\"message\":\"no\"}}"));
    var arrived = Arrived.of(gateway.post(surface.path(), surface.body().replace("%s", value)));
    assertThat(arrived.status()).as(arrived.text()).isIn(Set.of(400, 413, 422));
    assertThat(arrived.payloads()).hasSize(1);
  }

  @Test
  void aVeryLongTextIsRefusedOrServedOnEveryWay() {
    String text = "\"" + "x".repeat(30 * MEBIBYTE) + "\"";
    for (var surface :
        List.of(
            new Surface("/v1/chat/completions", Side.CHAT.ask("openai/m", false)),
            new Surface("/v1/chat/completions", Side.CHAT.ask("anthropic/m", false)),
            new Surface("/v1/messages", Side.ANTHROPIC.ask("chatonly/m", false)),
            new Surface("/v1/responses", Side.RESPONSES.ask("gemini/m", false)))) {
      String body = surface.body().replaceFirst("\"What is the weather[^\"]*\"", "%s");
      refusedOrHandedOn(new Surface(surface.path(), body), text);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.keyrelay.server.replay.BoundsTest#pairs")
  void anAnswerThatIsTooDeepIsUpstreamsFailure(List<Side> pair) {
    var provider = pair.getFirst();
    var client = pair.getLast();
    for (String answer : answers(provider)) {
      for (boolean stream : new boolean[] {false, true}) {
        gateway.forgive();
        var json = Headers.of("Content-Type", "application/json");
        gateway.answers(
            stream
                ? Replay.events(answer)
                : Replay.answer(200, json, answer.getBytes(StandardCharsets.UTF_8)));
        String model = provider.only + "/m";
        var arrived =
            Arrived.of(gateway.post(client.path(model, stream), client.ask(model, stream)));
        assertThat(arrived.status()).as(arrived.text()).isIn(Set.of(200, 502));
      }
    }
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(gateway.inFlight()).isZero());
  }

  static Stream<List<Side>> pairs() {
    return Stream.of(Side.values())
        .flatMap(provider -> Stream.of(Side.values()).map(client -> List.of(provider, client)));
  }

  private static List<String> answers(Side provider) {
    return switch (provider) {
      case CHAT ->
          List.of(
              "{\"choices\":[{\"index\":0,\"message\":{\"content\":" + DEEP + "}}]}",
              "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\","
                  + "\"function\":{\"name\":\"f\",\"arguments\":\""
                  + DEEP
                  + "\"}}]},\"finish_reason\":\"stop\"}]}");
      case RESPONSES ->
          List.of("{\"type\":\"response.completed\",\"response\":{\"output\":" + DEEP + "}}");
      case ANTHROPIC ->
          List.of("{\"type\":\"message\",\"role\":\"assistant\",\"content\":" + DEEP + "}");
      case GEMINI -> List.of("{\"candidates\":[{\"content\":{\"parts\":" + DEEP + "}}]}", DEEP);
    };
  }
}
