package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.state.redis.LocalRedis;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.providers.demo.Script;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways over HTTP, and a Redis between them. */
class TwoGatewaysTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OTHER_KEY = "another-client-key";

  @TempDir Path folder;
  private final LocalRedis redis = new LocalRedis();
  private TestGateway one;
  private TestGateway other;

  @BeforeEach
  void start() {
    one = gateway("one", Map.of());
    other = gateway("other", Map.of());
  }

  private TestGateway gateway(String name, Map<String, String> more) {
    var variables = new java.util.HashMap<>(more);
    variables.put("KEYRELAY_REDIS_URL", redis.url());
    variables.put("PROXY_API_KEY", TestGateway.KEY + "," + OTHER_KEY);
    var gateway = new TestGateway(folder.resolve(name), variables);
    gateway.upstream.on("/v1/messages").answer(message("of " + name));
    return gateway;
  }

  @AfterEach
  void stop() {
    one.close();
    other.close();
    redis.close();
  }

  private static Script message(String text) {
    return Replay.json(
        200,
        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\","
            + "\"content\":[{\"type\":\"text\",\"text\":\""
            + text
            + "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":3,"
            + "\"output_tokens\":1}}");
  }

  private static String request(String input, String previous) {
    return "{\"model\":\"anthropic/claude-x\",\"input\":\""
        + input
        + "\""
        + (previous.isEmpty() ? "" : ",\"previous_response_id\":\"" + previous + "\"")
        + "}";
  }

  private static JsonNode respond(TestGateway gateway, String input, String previous)
      throws Exception {
    var answer = gateway.post("/v1/responses", request(input, previous));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static List<String> asked(TestGateway gateway) {
    return gateway
        .upstream
        .requests("/v1/messages")
        .getLast()
        .json()
        .path("messages")
        .valueStream()
        .map(turn -> turn.path("content"))
        .map(content -> content.isTextual() ? content : content.at("/0/text"))
        .map(JsonNode::textValue)
        .toList();
  }

  private static String id(JsonNode response) {
    return response.path("id").textValue();
  }

  @Test
  void aResponseOfOneIsContinuedAndReadThroughTheOther() throws Exception {
    var first = respond(one, "first", "");
    var second = respond(other, "second", id(first));
    respond(one, "third", id(second));

    assertThat(asked(one)).containsExactly("first", "of one", "second", "of other", "third");
    assertThat(json(one.get("/v1/responses/" + id(second)))).isEqualTo(second);
    var items = json(one.get("/v1/responses/" + id(second) + "/input_items?order=asc"));
    assertThat(items.findValuesAsText("text")).containsExactly("first", "of one", "second");
    assertThat(
            other
                .get("/v1/responses/" + id(first), "Authorization", "Bearer " + OTHER_KEY)
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void aResponseThatIsDeletedThroughOneIsGoneForTheOther() throws Exception {
    var first = respond(one, "first", "");
    String path = "/v1/responses/" + id(first);

    assertThat(other.send("DELETE", path, "").statusCode()).isEqualTo(200);

    assertThat(one.get(path).statusCode()).isEqualTo(404);
    assertThat(other.get(path).statusCode()).isEqualTo(404);
    var again = one.post("/v1/responses", request("more", id(first)));
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(json(again).at("/error/code").textValue()).isEqualTo("previous_response_not_found");
  }

  @Test
  void whileRedisIsAwayHealthSaysSoAndRequestsGoOn() throws Exception {
    var first = respond(one, "first", "");
    assertThat(json(one.get("/health")).at("/problems")).isEmpty();

    redis.kill();
    for (var gateway : List.of(one, other)) {
      await().atMost(PATIENCE).until(() -> problems(gateway).contains("Redis at 127.0.0.1"));
    }
    var second = respond(one, "second", id(first));
    assertThat(asked(one)).containsExactly("first", "of one", "second");
    respond(other, "alone", "");
    assertThat(one.get("/health").statusCode()).isEqualTo(200);

    redis.start();
    for (var gateway : List.of(one, other)) {
      await().atMost(PATIENCE).until(() -> problems(gateway).isEmpty());
    }
    await()
        .atMost(PATIENCE)
        .until(() -> other.get("/v1/responses/" + id(second)).statusCode() == 200);
    respond(one, "third", id(second));
    assertThat(asked(one)).containsExactly("first", "of one", "second", "of one", "third");
  }

  private static String problems(TestGateway gateway) throws Exception {
    return json(gateway.get("/health"))
        .path("problems")
        .valueStream()
        .map(JsonNode::asText)
        .reduce("", String::concat);
  }
}
