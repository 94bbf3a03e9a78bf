package dev.keyrelay.server.http;

import static dev.keyrelay.server.http.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import dev.keyrelay.providers.demo.ErrorShape;
import dev.keyrelay.providers.demo.Faults;
import dev.keyrelay.providers.demo.Replay;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnthropicSurfaceTest {

  private static final String MESSAGE =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-x",
       "content":[{"type":"text","text":"Good day"}],"stop_reason":"end_turn",
       "stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":2}}\
      """;

  private static final String STREAM =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":1}}}

      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Good "}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"day"}}

      event: content_block_stop
      data: {"type":"content_block_stop","index":0}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}

      event: message_stop
      data: {"type":"message_stop"}

      """;

  private static final String ASK =
      """
      {"model":"anthropic/claude-x","max_tokens":50,
       "messages":[{"role":"user","content":"Say good day, please"}]}\
      """;

  @TempDir Path folder;
  private TestGateway gateway;

  @BeforeEach
  void start() {
    gateway = new TestGateway(folder);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void versionAndBetasGoToAnthropicHoweverManyLinesTheyTake() throws Exception {
    gateway.upstream.on("/v1/messages").answer(Replay.json(200, MESSAGE));
    var request =
        HttpRequest.newBuilder(gateway.uri().resolve("/v1/messages?beta=true"))
            .header("x-api-key", TestGateway.KEY)
            .header("anthropic-version", "2024-01-01")
            .header("anthropic-beta", "a,b")
            .header("anthropic-beta", "c")
            .POST(HttpRequest.BodyPublishers.ofString(ASK));
    try (var http = HttpClient.newHttpClient()) {
      assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
    var sent = gateway.upstream.requests("/v1/messages").getLast().headers();
    assertThat(sent.first("anthropic-version")).hasValue("2024-01-01");
    assertThat(sent.all("anthropic-beta")).containsExactly("a,b,c");
    assertThat(sent.first("x-api-key")).hasValue("ANTHROPIC-secret-key-0001");
  }

  private static MessageCreateParams ask() {
    return MessageCreateParams.builder()
        .model("anthropic/claude-x")
        .maxTokens(50)
        .addUserMessage("Say good day, please")
        .build();
  }

  @Test
  void theOfficialClientGetsAMessage() {
    gateway.upstream.on("/v1/messages").answer(Replay.json(200, MESSAGE));
    var client =
        AnthropicOkHttpClient.builder()
            .baseUrl(gateway.uri().toString())
            .apiKey(TestGateway.KEY)
            .build();
    var message = client.messages().create(ask());
    client.close();
    assertThat(message.content().getFirst().asText().text()).isEqualTo("Good day");
    var sent = gateway.upstream.requests("/v1/messages").getFirst();
    assertThat(sent.json().path("model").textValue()).isEqualTo("claude-x");
    assertThat(sent.headers().first("x-api-key")).contains("ANTHROPIC-secret-key-0001");
  }

  @Test
  void theOfficialClientReadsAStream() {
    gateway.upstream.on("/v1/messages").answer(Replay.text(STREAM, 100));
    var client =
        AnthropicOkHttpClient.builder()
            .baseUrl(gateway.uri().toString())
            .authToken(TestGateway.KEY)
            .build();
    String text;
    try (var stream = client.messages().createStreaming(ask())) {
      text =
          stream.stream()
              .flatMap(event -> event.contentBlockDelta().stream())
              .flatMap(delta -> delta.delta().text().stream())
              .map(delta -> delta.text())
              .collect(Collectors.joining());
    }
    client.close();
    assertThat(text).isEqualTo("Good day");
  }

  @Test
  void errorsHaveTheDialectsShapeAtTopLevel() throws Exception {
    gateway.upstream.on("/v1/messages").answer(Faults.status(400, ErrorShape.ANTHROPIC));
    var refused = gateway.post("/v1/messages?beta=true", ASK);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).path("type").textValue()).isEqualTo("error");
    assertThat(json(refused).at("/error/type").textValue()).isEqualTo("invalid_request_error");
    assertThat(gateway.upstream.requests("/v1/messages")).hasSize(1);

    var unknown = gateway.post("/v1/messages", ASK.replace("anthropic/", "nobody/"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(json(unknown).at("/error/type").textValue()).isEqualTo("not_found_error");

    var broken = gateway.post("/v1/messages", "{");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(json(broken).at("/error/type").textValue()).isEqualTo("invalid_request_error");
  }

  @Test
  void aProviderThatCountsTokensIsAsked() throws Exception {
    gateway.upstream.on("/count_tokens").answer(Replay.json(200, "{\"input_tokens\":34}"));
    var counted = gateway.post("/v1/messages/count_tokens", ASK);
    assertThat(counted.statusCode()).isEqualTo(200);
    assertThat(json(counted).path("input_tokens").intValue()).isEqualTo(34);
    assertThat(counted.headers().firstValue("x-keyrelay-token-count")).contains("upstream");
  }

  @Test
  void tokensAreEstimatedWhereTheProviderDoesNotCount() throws Exception {
    var counted =
        gateway.post("/v1/messages/count_tokens", ASK.replace("anthropic/claude-x", "openai/gpt"));
    assertThat(counted.statusCode()).isEqualTo(200);
    assertThat(json(counted).path("input_tokens").intValue()).isEqualTo(5);
    assertThat(counted.headers().firstValue("x-keyrelay-token-count")).contains("estimate");
    assertThat(gateway.upstream.requests()).isEmpty();
  }

  @Test
  void countingNeedsAModel() throws Exception {
    var refused = gateway.post("/v1/messages/count_tokens", "{\"messages\":[]}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).at("/error/message").textValue()).contains("model: missing");
  }

  @Test
  void aThreadIsRefusedInTheWordThatTheClientKnows() throws Exception {
    var answer =
        gateway.post(
            "/v1/messages",
            "{\"model\":\"openai/gpt-x\",\"max_tokens\":5,\"thread\":\"t\",\"messages\":"
                + "[{\"role\":\"user\",\"content\":\"x\"}]}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).at("/error/details/error_code").textValue())
        .isEqualTo("thread_unsupported_request");
  }
}
