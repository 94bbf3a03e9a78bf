package dev.keyrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.models.messages.MessageCreateParams;
import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.Part;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.FunctionDefinition;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import dev.keyrelay.providers.demo.Replay;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A turn with a tool, by the official clients for Java, with a provider of every dialect. */
class ToolTurnTest {

  private static final String ASK = "What is six times seven?";
  private static final String RESULT = "it is 42";
  private static final Map<String, Object> SCHEMA =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("a", Map.of("type", "integer")),
          "required",
          List.of("a"));

  /** Upstreams of the user that speak what the user says. */
  private static final Map<String, String> OWN =
      Map.of(
          "MYCHAT_API_BASE", "UPSTREAM/v1",
          "MYRESPONSES_API_BASE", "UPSTREAM/v1",
          "MYRESPONSES_DIALECT", "responses",
          "MYMESSAGES_API_BASE", "UPSTREAM",
          "MYMESSAGES_DIALECT", "anthropic",
          "MYGOOGLE_API_BASE", "UPSTREAM",
          "MYGOOGLE_DIALECT", "gemini");

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder, OWN);
    script(
        "/chat/completions",
        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
            + "[{\"index\":0,\"message\":{\"role\":\"assistant\",%s},\"finish_reason\":\"%s\"}]}",
        "\"tool_calls\":[{\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"times\","
            + "\"arguments\":\"{\\\"a\\\":6}\"}}]",
        "tool_calls",
        "\"content\":\"Forty-two\"",
        "stop");
    script(
        "/responses",
        "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"model\":\"m\","
            + "\"status\":\"%2$s\",\"output\":[%1$s],\"parallel_tool_calls\":true,\"tools\":[],"
            + "\"tool_choice\":\"auto\"}",
        "{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"t1\",\"name\":\"times\","
            + "\"arguments\":\"{\\\"a\\\":6}\",\"status\":\"completed\"}",
        "completed",
        "{\"type\":\"message\",\"id\":\"msg_1\",\"role\":\"assistant\",\"status\":\"completed\","
            + "\"content\":[{\"type\":\"output_text\",\"text\":\"Forty-two\","
            + "\"annotations\":[]}]}",
        "completed");
    script(
        "/v1/messages",
        "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":"
            + "[%s],\"stop_reason\":\"%s\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,"
            + "\"output_tokens\":1}}",
        "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"times\",\"input\":{\"a\":6}}",
        "tool_use",
        "{\"type\":\"text\",\"text\":\"Forty-two\"}",
        "end_turn");
    script(
        ":generateContent",
        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[%s]},\"finishReason\":\"%s\","
            + "\"index\":0}],\"responseId\":\"r\"}",
        "{\"functionCall\":{\"name\":\"times\",\"args\":{\"a\":6}},\"thoughtSignature\":\"c2ln\"}",
        "STOP",
        "{\"text\":\"Forty-two\"}",
        "STOP");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /** Of every dialect: a vendor's own, the one that a model has alone, and one of the user's. */
  static List<String> models() {
    return List.of(
        "openai/gpt-5",
        "openai/gpt-5-codex",
        "anthropic/claude-x",
        "gemini/gemini-2.5-pro",
        "mychat/m",
        "myresponses/m",
        "mymessages/m",
        "mygoogle/m");
  }

  private void script(
      String path, String form, String call, String first, String words, String last) {
    gateway
        .upstream
        .on(path)
        .answer(
            Replay.json(200, form.formatted(call, first)),
            Replay.json(200, form.formatted(words, last)));
  }

  private void isComplete(String words) {
    assertThat(words).isEqualTo("Forty-two");
    assertThat(gateway.upstream.requests()).hasSize(2);
    assertThat(gateway.upstream.requests().getLast().text()).contains(RESULT);
  }

  private OpenAIClient openAi() {
    return OpenAIOkHttpClient.builder()
        .baseUrl(gateway.uri() + "/v1")
        .apiKey(TestGateway.KEY)
        .maxRetries(0)
        .build();
  }

  @ParameterizedTest
  @MethodSource("models")
  void openAiChatCompletes(String model) {
    var client = openAi();
    try {
      var params =
          ChatCompletionCreateParams.builder()
              .model(model)
              .addUserMessage(ASK)
              .addTool(
                  ChatCompletionFunctionTool.builder()
                      .function(
                          FunctionDefinition.builder()
                              .name("times")
                              .parameters(
                                  com.openai.core.JsonValue.from(SCHEMA)
                                      .convert(com.openai.models.FunctionParameters.class))
                              .build())
                      .build());
      var message =
          client.chat().completions().create(params.build()).choices().getFirst().message();
      var call = message.toolCalls().orElseThrow().getFirst().asFunction();
      assertThat(call.function().arguments()).isEqualTo("{\"a\":6}");
      params
          .addMessage(message)
          .addMessage(
              ChatCompletionToolMessageParam.builder()
                  .toolCallId(call.id())
                  .content(RESULT)
                  .build());
      var last = client.chat().completions().create(params.build()).choices().getFirst();
      isComplete(last.message().content().orElseThrow());
    } finally {
      client.close();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void openAiResponsesCompletes(String model) {
    var client = openAi();
    try {
      var params =
          ResponseCreateParams.builder()
              .model(model)
              .addTool(
                  FunctionTool.builder()
                      .name("times")
                      .strict(false)
                      .parameters(
                          com.openai.core.JsonValue.from(SCHEMA)
                              .convert(FunctionTool.Parameters.class))
                      .build());
      var first = client.responses().create(params.input(ASK).build());
      var call = first.output().stream().flatMap(i -> i.functionCall().stream()).findFirst();
      assertThat(call.orElseThrow().arguments()).isEqualTo("{\"a\":6}");
      var output =
          ResponseInputItem.FunctionCallOutput.builder()
              .callId(call.orElseThrow().callId())
              .output(RESULT)
              .build();
      var last =
          client
              .responses()
              .create(
                  params
                      .previousResponseId(first.id())
                      .inputOfResponse(List.of(ResponseInputItem.ofFunctionCallOutput(output)))
                      .build());
      var words =
          last.output().stream()
              .flatMap(item -> item.message().stream())
              .flatMap(message -> message.content().stream())
              .flatMap(content -> content.outputText().stream())
              .map(text -> text.text())
              .findFirst();
      isComplete(words.orElseThrow());
    } finally {
      client.close();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void anthropicCompletes(String model) {
    var client =
        AnthropicOkHttpClient.builder()
            .baseUrl(gateway.uri().toString())
            .apiKey(TestGateway.KEY)
            .maxRetries(0)
            .build();
    try {
      var params =
          MessageCreateParams.builder()
              .model(model)
              .maxTokens(100)
              .addUserMessage(ASK)
              .addTool(
                  com.anthropic.models.messages.Tool.builder()
                      .name("times")
                      .inputSchema(
                          JsonValue.from(SCHEMA)
                              .convert(com.anthropic.models.messages.Tool.InputSchema.class))
                      .build());
      var first = client.messages().create(params.build());
      var call = first.content().stream().flatMap(b -> b.toolUse().stream()).findFirst();
      var result =
          com.anthropic.models.messages.ToolResultBlockParam.builder()
              .toolUseId(call.orElseThrow().id())
              .content(RESULT)
              .build();
      params
          .addMessage(first)
          .addUserMessageOfContentBlockParams(
              List.of(com.anthropic.models.messages.ContentBlockParam.ofToolResult(result)));
      var last = client.messages().create(params.build());
      isComplete(
          last.content().stream().flatMap(b -> b.text().stream()).findFirst().orElseThrow().text());
    } finally {
      client.close();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void googleCompletes(String model) {
    var options = HttpOptions.builder().baseUrl(gateway.uri().toString()).build();
    try (var client =
        Client.builder().apiKey(TestGateway.KEY).vertexAI(false).httpOptions(options).build()) {
      var config =
          GenerateContentConfig.builder()
              .tools(
                  com.google.genai.types.Tool.builder()
                      .functionDeclarations(
                          FunctionDeclaration.builder()
                              .name("times")
                              .parametersJsonSchema(SCHEMA)
                              .build())
                      .build())
              .build();
      var ask = Content.fromParts(Part.fromText(ASK));
      var first = client.models.generateContent("models/" + model, ask, config);
      var said = first.candidates().orElseThrow().getFirst().content().orElseThrow();
      var result = Part.fromFunctionResponse("times", Map.of("output", RESULT));
      var last =
          client.models.generateContent(
              "models/" + model, List.of(ask, said, Content.fromParts(result)), config);
      isComplete(String.valueOf(last.text()));
    }
  }
}
