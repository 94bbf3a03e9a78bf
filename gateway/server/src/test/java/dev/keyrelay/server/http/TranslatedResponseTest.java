package dev.keyrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ToolChoiceOptions;
import dev.keyrelay.providers.demo.Replay;
import dev.keyrelay.spi.JsonBody;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses of a provider of another dialect, as OpenAI's strict client for Java reads them. */
class TranslatedResponseTest {

  private static final String MODEL = "anthropic/claude-x";
  private static final String ANSWER =
      "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
          + "\"content\":[{\"type\":\"text\",\"text\":\"Forty-two\"}],\"stop_reason\":\"%s\","
          + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":5,\"output_tokens\":2}}";
  private static final String START =
      "{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\","
          + "\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[],\"stop_reason\":null,"
          + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}";
  private static final String OPEN =
      "{\"type\":\"content_block_start\",\"index\":0,"
          + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}";
  private static final String WORDS =
      "{\"type\":\"content_block_delta\",\"index\":0,"
          + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Forty-two\"}}";
  private static final String CLOSE = "{\"type\":\"content_block_stop\",\"index\":0}";
  private static final String STOP =
      "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"%s\",\"stop_sequence\":null},"
          + "\"usage\":{\"output_tokens\":2}}";
  private static final String END = "{\"type\":\"message_stop\"}";

  private static final JsonValue TRACE = JsonValue.from("t-1");

  @TempDir Path folder;
  private TestGateway gateway;
  private OpenAIClient client;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder);
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(gateway.uri() + "/v1")
            .apiKey(TestGateway.KEY)
            .maxRetries(0)
            .responseValidation(true)
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.close();
  }

  private static ResponseCreateParams.Builder everything() {
    return ResponseCreateParams.builder()
        .model(MODEL)
        .input("hi")
        .instructions("Be brief.")
        .maxOutputTokens(4_000)
        .metadata(
            ResponseCreateParams.Metadata.builder().putAdditionalProperty("trace", TRACE).build())
        .parallelToolCalls(false)
        .reasoning(Reasoning.builder().effort(ReasoningEffort.LOW).build())
        .store(true)
        .temperature(1.0)
        .toolChoice(ToolChoiceOptions.REQUIRED)
        .addTool(
            FunctionTool.builder()
                .name("times")
                .strict(true)
                .parameters(
                    JsonValue.from(Map.of("type", "object", "properties", Map.of()))
                        .convert(FunctionTool.Parameters.class))
                .build());
  }

  private static void repeatsEverything(Response response) {
    assertThat(response.instructions().orElseThrow().asString()).isEqualTo("Be brief.");
    assertThat(response.maxOutputTokens()).hasValue(4_000L);
    assertThat(response.metadata())
        .hasValue(Response.Metadata.builder().putAdditionalProperty("trace", TRACE).build());
    assertThat(response.parallelToolCalls()).isFalse();
    assertThat(response.reasoning().flatMap(Reasoning::effort)).hasValue(ReasoningEffort.LOW);
    assertThat(response.temperature()).hasValue(1.0);
    assertThat(response.toolChoice().asOptions()).isEqualTo(ToolChoiceOptions.REQUIRED);
    assertThat(response.tools()).hasSize(1);
    assertThat(response.tools().getFirst().asFunction().name()).isEqualTo("times");
    assertThat(response.text().flatMap(text -> text.format())).isPresent();
    assertThat(response.truncation()).hasValue(Response.Truncation.DISABLED);
    assertThat(response.topP()).isEmpty();
    response.validate();
  }

  @Test
  void aWholeResponseRepeatsItsRequest() {
    gateway.upstream.on("/v1/messages").answer(Replay.json(200, ANSWER.formatted("end_turn")));

    var response = client.responses().create(everything().build());

    repeatsEverything(response);
    assertThat(response.status()).hasValue(ResponseStatus.COMPLETED);
    assertThat(response.previousResponseId()).isEmpty();
    assertThat(client.responses().retrieve(response.id())).isEqualTo(response);
  }

  @Test
  void aStreamedResponseRepeatsItsRequestAtItsBeginningAndEnd() {
    streams(START, OPEN, WORDS, CLOSE, STOP.formatted("end_turn"), END);

    var events = events(everything().build());

    assertThat(events.stream().map(TranslatedResponseTest::type))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    repeatsEverything(events.getFirst().created().orElseThrow().response());
    var last = events.getLast().completed().orElseThrow();
    repeatsEverything(last.response());
    assertThat(last.sequenceNumber()).isEqualTo(events.size() - 1);
  }

  @Test
  void aContinuedResponseNamesTheOneBeforeItWholeAndStreamedAndUnkept() {
    gateway.upstream.on("/v1/messages").answer(Replay.json(200, ANSWER.formatted("end_turn")));
    var first = client.responses().create(everything().build());

    var params = everything().previousResponseId(first.id());
    assertThat(client.responses().create(params.build()).previousResponseId()).hasValue(first.id());
    var unkept = client.responses().create(params.store(false).build());
    assertThat(unkept.previousResponseId()).hasValue(first.id());

    streams(START, OPEN, WORDS, CLOSE, STOP.formatted("end_turn"), END);
    var events = events(params.store(true).build());
    assertThat(events.getFirst().created().orElseThrow().response().previousResponseId())
        .hasValue(first.id());
    var last = events.getLast().completed().orElseThrow().response();
    assertThat(last.previousResponseId()).hasValue(first.id());
    assertThat(client.responses().retrieve(last.id()).previousResponseId()).hasValue(first.id());
    assertThat(gateway.upstream.requests().getLast().text()).contains("Forty-two");
  }

  @Test
  void aResponseThatWasCutShortIsIncomplete() {
    gateway.upstream.on("/v1/messages").answer(Replay.json(200, ANSWER.formatted("max_tokens")));
    var whole = client.responses().create(everything().build());
    assertThat(whole.status()).hasValue(ResponseStatus.INCOMPLETE);
    assertThat(whole.incompleteDetails().flatMap(Response.IncompleteDetails::reason))
        .hasValue(Response.IncompleteDetails.Reason.MAX_OUTPUT_TOKENS);

    streams(START, OPEN, WORDS, CLOSE, STOP.formatted("max_tokens"), END);
    var last = events(everything().build()).getLast();
    repeatsEverything(last.incomplete().orElseThrow().response());
  }

  @Test
  void aStreamThatFailsIsToldInAnErrorAndItsLastEvent() throws Exception {
    streams(
        START,
        OPEN,
        WORDS,
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}");

    var answer =
        gateway.post(
            "/v1/responses",
            "{\"model\":\""
                + MODEL
                + "\",\"input\":\"hi\",\"stream\":true,\"instructions\":\"Be brief.\"}");

    var events =
        answer
            .body()
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> read(line.substring("data: ".length())))
            .toList();
    assertThat(events.stream().map(event -> event.path("type").asText()))
        .endsWith("response.output_text.delta", "error", "response.failed");
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("sequence_number").asInt(-1)).isEqualTo(i);
    }
    var failed = events.getLast().path("response");
    assertThat(failed.path("status").asText()).isEqualTo("failed");
    assertThat(failed.at("/error/code").asText()).isNotEmpty();
    assertThat(failed.path("instructions").asText()).isEqualTo("Be brief.");
    assertThat(failed.path("id")).isEqualTo(events.getFirst().at("/response/id"));
  }

  @Test
  void secretsForOtherServersAreNotRepeated() throws Exception {
    gateway.upstream.on("/v1/messages").answer(Replay.json(200, ANSWER.formatted("end_turn")));

    var answer =
        gateway.post(
            "/v1/responses",
            "{\"model\":\""
                + MODEL
                + "\",\"input\":\"hi\",\"tools\":[{\"type\":\"mcp\",\"server_label\":\"s\","
                + "\"server_url\":\"https://mcp.example\",\"authorization\":\"token-of-mine\","
                + "\"headers\":{\"x-key\":\"token-of-mine\"}}]}");

    assertThat(answer.body()).doesNotContain("token-of-mine");
  }

  private void streams(String... events) {
    gateway.upstream.on("/v1/messages").answer(Replay.events(events));
  }

  private List<ResponseStreamEvent> events(ResponseCreateParams params) {
    var events = new ArrayList<ResponseStreamEvent>();
    try (var stream = client.responses().createStreaming(params)) {
      Stream<ResponseStreamEvent> all = stream.stream();
      all.forEach(event -> events.add(event.validate()));
    }
    return events;
  }

  private static String type(ResponseStreamEvent event) {
    var json = event._json().orElseThrow().convert(JsonNode.class);
    return String.valueOf(json == null ? null : json.path("type").textValue());
  }

  private static JsonNode read(String json) {
    try {
      return JsonBody.MAPPER.readTree(json);
    } catch (java.io.IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
