package dev.keyrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.types.HttpOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import dev.keyrelay.providers.demo.Replay;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model that OpenAI has as responses alone streams and refuses, read by the SDKs. */
class ResponsesModelTest {

  private static final String MODEL = "openai/gpt-5-codex";
  private static final String HEAD =
      "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"model\":\"m\",\"status\":\"%s\","
          + "\"output\":[],\"parallel_tool_calls\":true,\"tools\":[],\"tool_choice\":\"auto\"%s}";

  @TempDir Path folder;
  private TestGateway gateway;
  private OpenAIClient openAi;
  private AnthropicClient anthropic;
  private Client google;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder);
    openAi =
        OpenAIOkHttpClient.builder()
            .baseUrl(gateway.uri() + "/v1")
            .apiKey(TestGateway.KEY)
            .maxRetries(0)
            .responseValidation(true)
            .build();
    anthropic =
        AnthropicOkHttpClient.builder()
            .baseUrl(gateway.uri().toString())
            .apiKey(TestGateway.KEY)
            .maxRetries(0)
            .build();
    google =
        Client.builder()
            .apiKey(TestGateway.KEY)
            .vertexAI(false)
            .httpOptions(HttpOptions.builder().baseUrl(gateway.uri().toString()).build())
            .build();
  }

  @AfterEach
  void stop() {
    openAi.close();
    anthropic.close();
    google.close();
    gateway.close();
  }

  private static String event(String type, String fields) {
    return "{\"type\":\"" + type + "\",\"sequence_number\":0," + fields + "}";
  }

  private void streams(String... deltas) {
    var events = new java.util.ArrayList<String>();
    events.add(event("response.created", "\"response\":" + HEAD.formatted("in_progress", "")));
    events.addAll(java.util.List.of(deltas));
    String usage =
        ",\"usage\":{\"input_tokens\":3,\"input_tokens_details\":{\"cached_tokens\":0,"
            + "\"cache_write_tokens\":0},"
            + "\"output_tokens\":2,\"output_tokens_details\":{\"reasoning_tokens\":0},"
            + "\"total_tokens\":5}";
    events.add(event("response.completed", "\"response\":" + HEAD.formatted("completed", usage)));
    gateway.upstream.on("/v1/responses").answer(Replay.events(events.toArray(String[]::new)));
  }

  private static String delta(String kind, String words) {
    return event(
        "response." + kind + ".delta",
        "\"item_id\":\"msg_1\",\"output_index\":1,\"content_index\":0,\"logprobs\":[],\"delta\":\""
            + words
            + "\"");
  }

  private static ChatCompletionCreateParams chat() {
    return ChatCompletionCreateParams.builder().model(MODEL).addUserMessage("hi").build();
  }

  private static ResponseCreateParams response() {
    return ResponseCreateParams.builder().model(MODEL).input("hi").build();
  }

  private static MessageCreateParams message() {
    return MessageCreateParams.builder().model(MODEL).maxTokens(99).addUserMessage("hi").build();
  }

  @Test
  void wordsAreStreamedToEverySdk() {
    streams(delta("output_text", "Forty-"), delta("output_text", "two"));

    try (var stream = openAi.chat().completions().createStreaming(chat())) {
      assertThat(
              stream.stream()
                  .flatMap(chunk -> chunk.choices().stream())
                  .flatMap(choice -> choice.delta().content().stream()))
          .containsSequence("Forty-", "two");
    }
    try (var stream = openAi.responses().createStreaming(response())) {
      assertThat(stream.stream().flatMap(e -> e.outputTextDelta().stream()).map(d -> d.delta()))
          .containsExactly("Forty-", "two");
    }
    try (var stream = anthropic.messages().createStreaming(message())) {
      assertThat(
              stream.stream()
                  .flatMap(e -> e.contentBlockDelta().stream())
                  .flatMap(d -> d.delta().text().stream())
                  .map(text -> text.text()))
          .containsExactly("Forty-", "two");
    }
    var words = new StringBuilder();
    for (var chunk : google.models.generateContentStream("models/" + MODEL, "hi", null)) {
      words.append(chunk.text());
    }
    assertThat(words).hasToString("Forty-two");
  }

  @Test
  void aStreamedRefusalIsOneForEverySdk() {
    streams(delta("refusal", "I will "), delta("refusal", "not."));

    try (var stream = openAi.chat().completions().createStreaming(chat())) {
      assertThat(
              stream.stream()
                  .flatMap(chunk -> chunk.choices().stream())
                  .flatMap(choice -> choice.delta().refusal().stream()))
          .containsExactly("I will ", "not.");
    }
    try (var stream = anthropic.messages().createStreaming(message())) {
      var events = stream.stream().toList();
      assertThat(
              events.stream()
                  .flatMap(e -> e.contentBlockDelta().stream())
                  .flatMap(d -> d.delta().text().stream())
                  .map(text -> text.text()))
          .containsExactly("I will ", "not.");
      assertThat(
              events.stream()
                  .flatMap(e -> e.messageDelta().stream())
                  .map(d -> d.delta().stopReason().orElseThrow().asString()))
          .containsExactly("refusal");
    }
    var words = new StringBuilder();
    for (var chunk : google.models.generateContentStream("models/" + MODEL, "hi", null)) {
      words.append(chunk.text());
    }
    assertThat(words).hasToString("I will not.");
  }

  @Test
  void aStreamedSearchIsReadByTheSdkOfAnthropic() {
    streams(
        event(
            "response.output_item.done",
            "\"output_index\":0,\"item\":{\"type\":\"web_search_call\",\"id\":\"ws_1\","
                + "\"status\":\"completed\",\"action\":{\"type\":\"search\",\"query\":\"q\","
                + "\"sources\":[{\"type\":\"url\",\"url\":\"https://a.org\"}]}}"),
        delta("output_text", "Found."));

    try (var stream = anthropic.messages().createStreaming(message())) {
      var blocks =
          stream.stream()
              .flatMap(e -> e.contentBlockStart().stream())
              .map(start -> start.contentBlock())
              .toList();
      assertThat(blocks).hasSize(3);
      assertThat(blocks.get(0).asServerToolUse().id())
          .isEqualTo(blocks.get(1).asWebSearchToolResult().toolUseId());
      assertThat(blocks.get(1).asWebSearchToolResult().content().asResultBlocks().getFirst().url())
          .isEqualTo("https://a.org");
    }
  }

  @Test
  void aSearchOfAnthropicIsReadByTheSdkOfOpenAi() {
    gateway
        .upstream
        .on("/v1/messages")
        .answer(
            Replay.json(
                200,
                "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\","
                    + "\"content\":[{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\","
                    + "\"name\":\"web_search\",\"input\":{\"query\":\"q\"}},"
                    + "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\","
                    + "\"content\":[{\"type\":\"web_search_result\",\"url\":\"https://a.org\","
                    + "\"title\":\"A\",\"encrypted_content\":\"x\"}]},{\"type\":\"text\","
                    + "\"text\":\"Found.\"}],\"stop_reason\":\"max_tokens\","
                    + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"));
    var answer =
        openAi.responses().create(response().toBuilder().model("anthropic/claude-x").build());
    var call = answer.output().getFirst().asWebSearchCall();
    assertThat(call.action().asSearch().queries().orElseThrow()).containsExactly("q");
    assertThat(call.action().asSearch().sources().orElseThrow().getFirst().url())
        .isEqualTo("https://a.org");
    assertThat(answer.output().getLast().asMessage().status().asString()).isEqualTo("incomplete");
  }

  @Test
  void aRefusedRequestIsTheErrorOfEverySdk() {
    gateway
        .upstream
        .on("/v1/responses")
        .answer(
            Replay.json(
                400,
                "{\"error\":{\"message\":\"Unsupported value: 'reasoning.effort'\","
                    + "\"type\":\"invalid_request_error\",\"param\":\"reasoning.effort\","
                    + "\"code\":\"unsupported_value\"}}"));

    assertThatThrownBy(() -> openAi.chat().completions().create(chat()))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            e -> {
              assertThat(e.param()).hasValue("reasoning.effort");
              assertThat(e.code()).hasValue("unsupported_value");
              assertThat(e.type()).hasValue("invalid_request_error");
            });
    assertThatThrownBy(
            () -> {
              try (var stream = openAi.chat().completions().createStreaming(chat())) {
                stream.stream().toList();
              }
            })
        .isInstanceOfSatisfying(
            BadRequestException.class, e -> assertThat(e.param()).hasValue("reasoning.effort"));
    assertThatThrownBy(() -> anthropic.messages().create(message()))
        .isInstanceOf(com.anthropic.errors.BadRequestException.class)
        .hasMessageContaining("reasoning.effort");
    assertThatThrownBy(() -> google.models.generateContent("models/" + MODEL, "hi", null))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.message()).contains("reasoning.effort"));
  }
}
