package dev.keyrelay.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
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
