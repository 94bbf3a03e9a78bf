package dev.keyrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.spi.JsonBody;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A stream that has begun and fails, on every surface and with a provider of every dialect: the
 * client has the words before, then the error in its own shape, then its terminal event.
 */
class MidStreamErrorTest {

  private static final String ERROR =
      "{\"error\":{\"message\":\"it broke\",\"type\":\"server_error\",\"code\":500,"
          + "\"status\":\"INTERNAL\"}}";

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        new TestGateway(
            folder, Map.of("MINE_API_BASE", "UPSTREAM/v1", "MINE_DIALECT", "chat,r*=responses"));
    gateway
        .upstream
        .on("/chat/completions")
        .answer(
            Replay.events(
                "{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
                    + "\"content\":\"Forty\"},\"finish_reason\":null}]}",
                ERROR));
    gateway
        .upstream
        .on("/v1/responses")
        .answer(
            Replay.events(
                "{\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"r\","
                    + "\"object\":\"response\",\"created_at\":1,\"status\":\"in_progress\","
                    + "\"model\":\"m\",\"output\":[]}}",
                "{\"type\":\"response.output_text.delta\",\"sequence_number\":1,"
                    + "\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,"
                    + "\"delta\":\"Forty\"}",
                "{\"type\":\"response.failed\",\"sequence_number\":2,\"response\":{\"id\":\"r\","
                    + "\"object\":\"response\",\"created_at\":1,\"status\":\"failed\","
                    + "\"error\":{\"code\":\"server_error\",\"message\":\"it broke\"},"
                    + "\"model\":\"m\",\"output\":[]}}"));
    gateway
        .upstream
        .on("/v1/messages")
        .answer(
            Replay.events(
                "{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\","
                    + "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,"
                    + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":5,"
                    + "\"output_tokens\":1}}}",
                "{\"type\":\"content_block_start\",\"index\":0,"
                    + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,"
                    + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Forty\"}}",
                "{\"type\":\"error\",\"error\":{\"type\":\"api_error\","
                    + "\"message\":\"it broke\"}}"));
    gateway
        .upstream
        .on(":streamGenerateContent")
        .answer(
            Replay.events(
                "{\"candidates\":[{\"content\":{\"role\":\"model\","
                    + "\"parts\":[{\"text\":\"Forty\"}]},\"index\":0}],\"responseId\":\"r\"}",
                ERROR));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource({"mine/c", "mine/r", "anthropic/a", "gemini/g"})
  void everyClientIsToldAndReleased(String model) throws Exception {
    told(chat("/v1/chat/completions", model + 1), "\"error\":", "data: [DONE]");
    told(chat("/v1/responses", model + 2), "\"type\":\"error\"", "\"status\":\"failed\"");
    told(chat("/v1/messages", model + 3), "event: error", "message_stop");
    told(gemini(model + 4, "?alt=sse"), "\"error\":", "\"error\":");
    String array = gemini(model + 5, "");
    told(array, "\"error\":", "]");
    assertThat(JsonBody.MAPPER.readTree(array)).hasSize(2);
  }

  /** A call of a dialect whose body names the model; each takes the turns under its own name. */
  private String chat(String path, String model) throws Exception {
    String field = path.equals("/v1/responses") ? "input" : "messages";
    return gateway
        .post(
            path,
            "{\"model\":\""
                + model
                + "\",\"stream\":true,\"max_tokens\":99,\""
                + field
                + "\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
        .body();
  }

  private String gemini(String model, String query) throws Exception {
    return gateway
        .post(
            "/v1beta/models/" + model + ":streamGenerateContent" + query,
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}")
        .body();
  }

  private static void told(String body, String error, String last) {
    assertThat(body).containsSubsequence("Forty", error, "it broke");
    assertThat(body.stripTrailing().lines().toList().getLast()).contains(last);
  }
}
