package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyrelay.providers.demo.Replay;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which dialect goes upstream, and in which header the credential: by model, or as told. */
class UpstreamDialectsTest {

  private static final String RESPONSE =
      "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"model\":\"m\","
          + "\"status\":\"%s\",\"output\":[%s]}";
  private static final String MESSAGE =
      "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\","
          + "\"content\":[{\"type\":\"output_text\",\"text\":\"Forty-two\",\"annotations\":[]}]}";

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        new TestGateway(
            folder,
            Map.ofEntries(
                Map.entry("MYCHAT_API_BASE", "UPSTREAM/v1"),
                Map.entry("MYCHAT_API_KEY", "my-key-0001"),
                Map.entry("MIXED_API_BASE", "UPSTREAM/v1"),
                Map.entry("MIXED_API_KEY", "my-key-0001"),
                Map.entry("MIXED_DIALECT", "chat, *codex*=responses"),
                Map.entry("MYRESPONSES_API_BASE", "UPSTREAM/v1"),
                Map.entry("MYRESPONSES_API_KEY", "my-key-0001"),
                Map.entry("MYRESPONSES_DIALECT", "responses"),
                Map.entry("MYMESSAGES_API_BASE", "UPSTREAM/anthropic"),
                Map.entry("MYMESSAGES_API_KEY", "my-key-0001"),
                Map.entry("MYMESSAGES_DIALECT", "Anthropic"),
                Map.entry("MYGOOGLE_API_BASE", "UPSTREAM"),
                Map.entry("MYGOOGLE_API_KEY", "my-key-0001"),
                Map.entry("MYGOOGLE_DIALECT", "gemini"),
                Map.entry("XAI_API_BASE", "UPSTREAM/v1"),
                Map.entry("XAI_API_KEY", "my-key-0001"),
                Map.entry("XAI_DIALECT", "responses")));
    answers(
        "/chat/completions",
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
            + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Forty-two\"},"
            + "\"finish_reason\":\"stop\"}]}");
    answers("/v1/responses", RESPONSE.formatted("completed", MESSAGE));
    answers(
        "/v1/messages",
        "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":"
            + "[{\"type\":\"text\",\"text\":\"Forty-two\"}],\"stop_reason\":\"end_turn\","
            + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");
    answers(
        ":generateContent",
        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Forty-two\"}]},"
            + "\"finishReason\":\"STOP\",\"index\":0}],\"responseId\":\"r\"}");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void answers(String path, String json) {
    gateway.upstream.on(path).answer(Replay.json(200, json));
  }

  @ParameterizedTest
  @CsvSource({
    "openai/o3-pro,          /v1/responses,                       Authorization, Bearer"
        + " OPENAI-secret-key-0001",
    "openai/gpt-4o-search-preview, /v1/chat/completions,          Authorization, Bearer"
        + " OPENAI-secret-key-0001",
    "mychat/m,               /v1/chat/completions,                Authorization, Bearer"
        + " my-key-0001",
    "mixed/m,                /v1/chat/completions,                Authorization, Bearer"
        + " my-key-0001",
    "mixed/a-codex,          /v1/responses,                       Authorization, Bearer"
        + " my-key-0001",
    "myresponses/m,          /v1/responses,                       Authorization, Bearer"
        + " my-key-0001",
    "xai/grok,               /v1/responses,                       Authorization, Bearer"
        + " my-key-0001",
    "mymessages/m,           /anthropic/v1/messages,              x-api-key, my-key-0001",
    "mygoogle/m,             /v1beta/models/m:generateContent,    x-goog-api-key, my-key-0001",
  })
  void everyClientReachesAModelInItsOneDialect(
      String model, String path, String header, String credential) throws Exception {
    for (var call : SmallCall.ALL) {
      var answer = gateway.post(call.path().formatted(model), call.body().formatted(model));

      assertThat(answer.statusCode()).as(call.path() + answer.body()).isEqualTo(200);
      assertThat(json(answer).at(call.words()).asText()).isEqualTo("Forty-two");
      var sent = gateway.upstream.requests().getLast();
      assertThat(sent.path()).as(call.path()).isEqualTo(path);
      assertThat(sent.headers().first(header)).hasValue(credential);
    }
  }

  @Test
  void whatIsThereInBothDialectsGoesInTheClients() throws Exception {
    for (var call : SmallCall.ALL.subList(0, 2)) {
      gateway.post(call.path(), call.body().formatted("openai/gpt-5"));
      assertThat(gateway.upstream.requests().getLast().path()).isEqualTo(call.path());
    }
  }

  @Test
  void nothingOfATranslatedCallIsKeptUpstream() throws Exception {
    gateway.post(
        "/v1/chat/completions", SmallCall.ALL.getFirst().body().formatted("openai/o1-pro"));
    var sent = gateway.upstream.requests().getLast().json();
    assertThat(sent.at("/store").isBoolean()).isTrue();
    assertThat(sent.at("/store").asBoolean()).isFalse();
    assertThat(sent.at("/model").asText()).isEqualTo("o1-pro");
  }

  @Test
  void aResponsesStreamReachesAChatClient() throws Exception {
    gateway
        .upstream
        .on("/v1/responses")
        .answer(
            Replay.events(
                event("response.created", "\"response\":" + RESPONSE.formatted("in_progress", "")),
                event(
                    "response.output_text.delta",
                    "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,"
                        + "\"delta\":\"Forty-two\""),
                event(
                    "response.completed",
                    "\"response\":" + RESPONSE.formatted("completed", MESSAGE))));

    var answer =
        gateway.post(
            "/v1/chat/completions",
            "{\"model\":\"openai/gpt-5-codex\",\"stream\":true,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

    assertThat(answer.body()).contains("Forty-two").endsWith("data: [DONE]\n\n");
    assertThat(gateway.upstream.requests().getLast().json().at("/stream").asBoolean()).isTrue();
  }

  private static String event(String type, String fields) {
    return "{\"type\":\"" + type + "\",\"sequence_number\":0," + fields + "}";
  }

  @Test
  void aRefusalOfResponsesIsToldInTheClientsShape() throws Exception {
    gateway
        .upstream
        .on("/v1/responses")
        .answer(
            Replay.json(
                400,
                "{\"error\":{\"message\":\"Unsupported value: 'reasoning.effort'\","
                    + "\"type\":\"invalid_request_error\",\"param\":\"reasoning.effort\","
                    + "\"code\":\"unsupported_value\"}}"));

    var answer =
        gateway.post("/v1/messages", SmallCall.ALL.get(2).body().formatted("openai/gpt-5-pro"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/type").asText()).isEqualTo("error");
    assertThat(json(answer).at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(json(answer).at("/error/message").asText()).contains("reasoning.effort");
    assertThat(gateway.upstream.requests()).hasSize(1);

    for (var call : SmallCall.ALL.subList(0, 2)) {
      var told = json(gateway.post(call.path(), call.body().formatted("openai/gpt-5-pro")));
      assertThat(told.at("/error/param").asText()).as(call.path()).isEqualTo("reasoning.effort");
      assertThat(told.at("/error/code").asText()).isEqualTo("unsupported_value");
      assertThat(told.at("/error/type").asText()).isEqualTo("invalid_request_error");
    }
  }

  @Test
  void responsesOfAChatModelAreContinuedByTheGateway() throws Exception {
    var first =
        gateway.post(
            "/v1/responses", SmallCall.ALL.get(1).body().formatted("openai/gpt-audio-mini"));
    var next =
        gateway.post(
            "/v1/responses",
            "{\"model\":\"openai/gpt-audio-mini\",\"input\":\"and?\",\"previous_response_id\":\""
                + json(first).at("/id").asText()
                + "\"}");

    assertThat(next.statusCode()).isEqualTo(200);
    assertThat(gateway.upstream.requests().getLast().text()).contains("Forty-two", "and?");
  }
}
