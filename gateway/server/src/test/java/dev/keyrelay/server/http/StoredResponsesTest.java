package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.ReceivedRequest;
import dev.keyrelay.providers.demo.Replay;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredResponsesTest {

  private static final String OTHER = "another-client-key";
  private static final String MODEL = "anthropic/claude-x";
  private static final Map<String, String> VARIABLES =
      Map.of(
          "PROXY_API_KEY",
          TestGateway.KEY + "," + OTHER,
          "OPENAI_API_KEY_1",
          "openai-one",
          "OPENAI_API_KEY_2",
          "openai-two");

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder, VARIABLES);
    gateway.upstream.on("/v1/messages").answer(message("One"), message("Two"), message("Three"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private static dev.keyrelay.providers.demo.Script message(String text) {
    return (request, answer) ->
        (request.stream()
                ? Replay.events(
                    "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"c\","
                        + "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}",
                    "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                        + "{\"type\":\"text\",\"text\":\"\"}}",
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                        + "{\"type\":\"text_delta\",\"text\":\""
                        + text
                        + "\"}}",
                    "{\"type\":\"content_block_stop\",\"index\":0}",
                    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                        + "\"usage\":{\"output_tokens\":1}}",
                    "{\"type\":\"message_stop\"}")
                : Replay.json(
                    200,
                    "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\""
                        + text
                        + "\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":3,"
                        + "\"output_tokens\":1}}"))
            .play(request, answer);
  }

  private JsonNode respond(String fields) throws Exception {
    var answer = gateway.post("/v1/responses", "{\"model\":\"" + MODEL + "\"," + fields + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private List<String> asked() {
    var request = gateway.upstream.requests("/v1/messages").getLast().json();
    return request
        .path("messages")
        .valueStream()
        .map(turn -> turn.path("content"))
        .map(content -> content.isTextual() ? content : content.at("/0/text"))
        .map(JsonNode::textValue)
        .toList();
  }

  private static void isUnknown(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/error/code").textValue()).isEqualTo("previous_response_not_found");
    assertThat(json(answer).at("/error/param").textValue()).isEqualTo("previous_response_id");
  }

  @Test
  void aResponseIsContinuedWithEverythingBeforeIt() throws Exception {
    var first = respond("\"input\":\"first\"");
    var second =
        respond(
            "\"input\":[{\"role\":\"user\",\"content\":\"second\"}],\"previous_response_id\":\""
                + first.path("id").textValue()
                + "\"");
    assertThat(second.path("previous_response_id")).isEqualTo(first.path("id"));
    respond("\"input\":\"third\",\"previous_response_id\":" + second.path("id"));
    assertThat(asked()).containsExactly("first", "One", "second", "Two", "third");
  }

  @Test
  void aStreamedResponseIsContinued() throws Exception {
    var stream =
        gateway.post(
            "/v1/responses", "{\"model\":\"" + MODEL + "\",\"stream\":true,\"input\":\"first\"}");
    String id = stream.body().replaceFirst("(?s).*?\"id\":\"(resp_[^\"]+)\".*", "$1");
    respond("\"input\":\"second\",\"previous_response_id\":\"" + id + "\"");
    assertThat(asked()).containsExactly("first", "One", "second");
    var kept = json(gateway.get("/v1/responses/" + id));
    assertThat(kept.path("status").textValue()).isEqualTo("completed");
    assertThat(kept.at("/output/0/content/0/text").textValue()).isEqualTo("One");
  }

  /** As the AI SDK does in every turn but the first. */
  @Test
  void itemsOfAStoredResponseNeedOnlyBeNamed() throws Exception {
    var first = respond("\"input\":\"first\"");
    String named =
        "{\"type\":\"item_reference\",\"id\":"
            + first.at("/output/0/id")
            + "},{\"role\":\"user\",\"content\":\"second\"}";
    var second = respond("\"input\":[{\"role\":\"user\",\"content\":\"first\"}," + named + "]");
    assertThat(asked()).containsExactly("first", "One", "second");
    respond("\"input\":\"third\",\"previous_response_id\":" + second.path("id"));
    assertThat(asked()).containsExactly("first", "One", "second", "Two", "third");

    String body = "{\"model\":\"" + MODEL + "\",\"input\":[" + named + "]}";
    var stranger = gateway.post("/v1/responses", body, "Authorization", "Bearer " + OTHER);
    assertThat(stranger.statusCode()).isEqualTo(400);
    assertThat(json(stranger).at("/error/message").textValue())
        .contains(first.at("/output/0/id").textValue(), "still stores");
  }

  @Test
  void itemsMadeHereAreSpelledOutToAProviderThatHasResponses() throws Exception {
    gateway.upstream.on("/v1/responses").answer(own("resp_a"));
    var first = respond("\"input\":\"first\"");
    gateway.post(
        "/v1/responses",
        "{\"model\":\"openai/gpt-x\",\"input\":[{\"type\":\"item_reference\",\"id\":"
            + first.at("/output/0/id")
            + "},{\"type\":\"item_reference\",\"id\":\"msg_theirs\"}]}");
    var input = gateway.upstream.requests("/v1/responses").getLast().json().path("input");
    assertThat(input.at("/0/content/0/text").textValue()).isEqualTo("One");
    assertThat(input.path(0).has("id")).isFalse();
    assertThat(input.at("/1/id").textValue()).isEqualTo("msg_theirs");
  }

  @Test
  void aStoredResponseIsReadListedAndForgotten() throws Exception {
    var first = respond("\"input\":\"first\"");
    var second = respond("\"input\":\"second\",\"previous_response_id\":" + first.path("id"));
    String path = "/v1/responses/" + second.path("id").textValue();
    assertThat(json(gateway.get(path))).isEqualTo(second);

    var items = json(gateway.get(path + "/input_items?order=asc&limit=2"));
    assertThat(items.findValuesAsText("text")).containsExactly("first", "One");
    assertThat(items.path("has_more").booleanValue()).isTrue();
    String last = items.path("last_id").textValue();
    var rest = json(gateway.get(path + "/input_items?order=asc&after=" + last));
    assertThat(rest.findValuesAsText("text")).containsExactly("second");

    assertThat(json(gateway.send("DELETE", path, "")).path("deleted").booleanValue()).isTrue();
    assertThat(gateway.get(path).statusCode()).isEqualTo(404);
    isUnknown(
        gateway.post(
            "/v1/responses",
            "{\"model\":\""
                + MODEL
                + "\",\"input\":\"x\",\"previous_response_id\":"
                + second.path("id")
                + "}"));
  }

  @Test
  void nothingIsKeptThatIsNotToBeStored() throws Exception {
    String id = respond("\"input\":\"first\",\"store\":false").path("id").textValue();
    assertThat(gateway.get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    isUnknown(
        gateway.post(
            "/v1/responses",
            "{\"model\":\""
                + MODEL
                + "\",\"input\":\"x\",\"previous_response_id\":\""
                + id
                + "\"}"));
  }

  @Test
  void anotherClientDoesNotSeeIt() throws Exception {
    String id = respond("\"input\":\"first\"").path("id").textValue();
    String bearer = "Bearer " + OTHER;
    assertThat(gateway.get("/v1/responses/" + id, "Authorization", bearer).statusCode())
        .isEqualTo(404);
    isUnknown(
        gateway.post(
            "/v1/responses",
            "{\"model\":\"" + MODEL + "\",\"input\":\"x\",\"previous_response_id\":\"" + id + "\"}",
            "Authorization",
            bearer));
  }

  @Test
  void aResponseOutlivesTheGateway() throws Exception {
    String id = respond("\"input\":\"first\"").path("id").textValue();
    gateway.close();
    gateway = new TestGateway(folder, VARIABLES);
    gateway.upstream.on("/v1/messages").answer(message("Two"));
    respond("\"input\":\"second\",\"previous_response_id\":\"" + id + "\"");
    assertThat(asked()).containsExactly("first", "One", "second");
  }

  @Test
  void aProvidersOwnResponseIsContinuedAndReadWithItsCredential() throws Exception {
    gateway.upstream.on("/v1/responses").answer(Faults.status(429), own("resp_a"), own("resp_b"));
    String ask = "{\"model\":\"openai/gpt-x\",\"input\":\"hi\"";
    gateway.post("/v1/responses", ask + "}");
    String maker = key(gateway.upstream.requests("/v1/responses").getLast());
    for (int i = 0; i < 3; i++) {
      gateway.post("/v1/responses", ask + ",\"previous_response_id\":\"resp_a\"}");
      var request = gateway.upstream.requests("/v1/responses").getLast();
      assertThat(key(request)).isEqualTo(maker);
      assertThat(request.json().path("previous_response_id").textValue()).isEqualTo("resp_a");
    }
    gateway.upstream.on("/v1/responses/resp_a").answer(Replay.json(200, "{\"id\":\"resp_a\"}"));
    for (String method : List.of("GET", "DELETE")) {
      var answer = gateway.send(method, "/v1/responses/resp_a?include=x", "");
      assertThat(answer.body()).isEqualTo("{\"id\":\"resp_a\"}");
      var request = gateway.upstream.requests("/v1/responses/resp_a").getLast();
      assertThat(request.method()).isEqualTo(method);
      assertThat(request.query()).isEqualTo("include=x");
      assertThat(key(request)).isEqualTo(maker);
    }
    assertThat(gateway.get("/v1/responses/resp_a").statusCode()).isEqualTo(404);
  }

  @Test
  void aProvidersOwnStreamedResponseIsReadWithItsCredential() throws Exception {
    gateway
        .upstream
        .on("/v1/responses")
        .answer(
            Replay.events(
                "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_s\"}}",
                "{\"type\":\"response.output_text.delta\",\"delta\":\"x\"}",
                "{\"type\":\"response.completed\",\"response\":{\"id\":\"resp_s\"}}"));
    gateway.upstream.on("/v1/responses/resp_s").answer(Replay.json(200, "{}"));
    gateway.post("/v1/responses", "{\"model\":\"openai/gpt-x\",\"input\":\"hi\",\"stream\":true}");
    assertThat(gateway.get("/v1/responses/resp_s").statusCode()).isEqualTo(200);
  }

  @Test
  void aProvidersOwnResponseIsNotContinuedElsewhere() throws Exception {
    gateway.upstream.on("/v1/responses").answer(own("resp_a"));
    gateway.post("/v1/responses", "{\"model\":\"openai/gpt-x\",\"input\":\"hi\"}");
    isUnknown(
        gateway.post(
            "/v1/responses",
            "{\"model\":\"" + MODEL + "\",\"input\":\"x\",\"previous_response_id\":\"resp_a\"}"));
  }

  @Test
  void aRouteIsExplainedAsTheResponseIsContinued() throws Exception {
    gateway.upstream.on("/v1/responses").answer(own("resp_a"));
    gateway.post("/v1/responses", "{\"model\":\"openai/gpt-x\",\"input\":\"hi\"}");
    String maker = key(gateway.upstream.requests("/v1/responses").getLast());
    var target =
        explained(
                "{\"model\":\"openai/gpt-x\",\"input\":\"x\",\"previous_response_id\":\"resp_a\"}")
            .at("/targets/0");
    assertThat(target.at("/candidates/0/name").textValue())
        .isEqualTo(maker.equals("openai-one") ? "OPENAI_API_KEY_1" : "OPENAI_API_KEY_2");
    assertThat(target.path("candidates")).hasSize(1);
    assertThat(target.at("/excluded_by/response").intValue()).isEqualTo(1);
    var elsewhere =
        explained(
            "{\"model\":\"" + MODEL + "\",\"input\":\"x\",\"previous_response_id\":\"resp_a\"}");
    assertThat(elsewhere.path("chosen").isNull()).isTrue();
    assertThat(elsewhere.at("/left_out/0/message").textValue()).contains("kept by openai");
  }

  @Test
  void aRouteIsExplainedByTheConversationThatTheGatewayKeeps() throws Exception {
    String id = respond("\"input\":\"a question of its own\"").path("id").textValue();
    var continued =
        explained(
            "{\"model\":\""
                + MODEL
                + "\",\"input\":\"and?\",\"previous_response_id\":\""
                + id
                + "\"}");
    assertThat(continued.at("/chosen/how").textValue()).isEqualTo("session");
    assertThat(continued.at("/targets/0/session/requests").intValue()).isEqualTo(1);
    var gone =
        gateway.post("/v1/route/explain", "{\"model\":\"" + MODEL + "\",\"input\":\"and?\"}");
    assertThat(json(gone).at("/chosen/how").textValue()).isNotEqualTo("session");
  }

  private JsonNode explained(String body) throws Exception {
    var answer = gateway.post("/v1/route/explain", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static dev.keyrelay.providers.demo.Script own(String id) {
    return Replay.json(
        200, "{\"id\":\"" + id + "\",\"object\":\"response\",\"status\":\"completed\"}");
  }

  private static String key(ReceivedRequest request) {
    return request.key().orElseThrow();
  }
}
