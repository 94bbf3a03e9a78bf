package dev.keyrelay.providers.demo;

import static dev.keyrelay.providers.demo.DemoClient.HELLO;
import static dev.keyrelay.providers.demo.DemoClient.chunks;
import static dev.keyrelay.providers.demo.DemoClient.json;
import static dev.keyrelay.providers.demo.DemoClient.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChatScriptTest {

  private static final String TOOLS =
      ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"clock\",\"parameters\":{}}},"
          + "{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":"
          + "{\"type\":\"object\",\"required\":[\"city\",\"days\"],\"properties\":"
          + "{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\"}}}}}]";

  private final ScriptedUpstream upstream = ScriptedUpstream.start();
  private final DemoClient client = new DemoClient(upstream);

  @AfterEach
  void close() {
    client.close();
    upstream.close();
  }

  @Test
  void anAnswerSaysThatNoModelWasAskedAndWhatWasSaid() throws Exception {
    var response = client.ask("echo");
    JsonNode root = json(response);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(root.at("/object").asText()).isEqualTo("chat.completion");
    assertThat(root.at("/model").asText()).isEqualTo("echo");
    assertThat(root.at("/choices/0/message/content").asText())
        .contains("demo", "no model was asked", "hello there");
    assertThat(root.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    assertThat(root.at("/usage/prompt_tokens").asInt()).isEqualTo(2);
    assertThat(root.at("/usage/total_tokens").asInt())
        .isEqualTo(2 + root.at("/usage/completion_tokens").asInt());
  }

  @Test
  void aStreamSaysTheSameAndEndsWithDone() throws Exception {
    String whole = json(client.ask("echo")).at("/choices/0/message/content").asText();
    var response = client.stream("echo");
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    assertThat(payloads(response.body()).getLast()).isEqualTo("[DONE]");
    assertThat(said(chunks(response.body()))).isEqualTo(whole);
    assertThat(chunks(response.body()).getLast().at("/choices/0/finish_reason").asText())
        .isEqualTo("stop");
    assertThat(chunks(response.body())).noneMatch(chunk -> chunk.has("usage"));
  }

  @Test
  void usageComesInAnEventOfItsOwnWhenAskedFor() throws Exception {
    upstream.next(ChatScript.saying("one two three").thinking("well now").cached(7));
    var response =
        client.chat(
            "\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}," + HELLO);
    JsonNode last = chunks(response.body()).getLast();
    assertThat(last.path("choices")).isEmpty();
    assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(5);
    assertThat(last.at("/usage/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(7);
    assertThat(last.at("/usage/completion_tokens_details/reasoning_tokens").asInt()).isEqualTo(2);
    assertThat(chunks(response.body()).getFirst().has("usage")).isTrue();
  }

  @Test
  void aSmallTokenLimitEndsTheAnswerWithLength() throws Exception {
    for (String field : List.of("max_tokens", "max_completion_tokens")) {
      var root = json(client.chat("\"model\":\"m\",\"" + field + "\":3," + HELLO));
      assertThat(root.at("/choices/0/finish_reason").asText()).isEqualTo("length");
      assertThat(root.at("/usage/completion_tokens").asInt()).isEqualTo(3);
    }
  }

  @Test
  void everyChoiceThatIsAskedForIsAnswered() throws Exception {
    JsonNode root = json(client.chat("\"model\":\"m\",\"n\":3," + HELLO));
    assertThat(root.path("choices")).hasSize(3);
    assertThat(root.at("/choices/2/index").asInt()).isEqualTo(2);
    var stream = chunks(client.chat("\"model\":\"m\",\"n\":3,\"stream\":true," + HELLO).body());
    assertThat(stream.stream().map(chunk -> chunk.at("/choices/0/index").asInt()).distinct())
        .containsExactly(0, 1, 2);
  }

  @Test
  void theChosenToolIsCalledWithArgumentsThatFitItsSchema() throws Exception {
    String choice = ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}";
    String fields = "\"model\":\"m\"," + HELLO + TOOLS + choice;
    JsonNode message = json(client.chat(fields)).at("/choices/0/message");
    assertThat(message.path("content").isNull()).isTrue();
    JsonNode function = message.at("/tool_calls/0/function");
    assertThat(function.path("name").asText()).isEqualTo("weather");
    String arguments = "{\"city\":\"hello there\",\"days\":1}";
    assertThat(function.path("arguments").asText()).isEqualTo(arguments);

    var stream = chunks(client.chat(fields + ",\"stream\":true").body());
    String streamed =
        stream.stream()
            .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0/function/arguments").asText())
            .collect(Collectors.joining());
    assertThat(streamed).isEqualTo(arguments);
    assertThat(stream.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
  }

  @Test
  void aToolsAnswerIsEchoedInsteadOfBeingAnsweredByAnotherCall() throws Exception {
    var root =
        json(
            client.chat(
                "\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"},"
                    + "{\"role\":\"tool\",\"content\":\"rain\",\"tool_call_id\":\"1\"}]"
                    + TOOLS));
    assertThat(root.at("/choices/0/message/content").asText()).contains("The tool said: rain");
  }

  @Test
  void aJsonFormatIsAnsweredWithJson() throws Exception {
    var root =
        json(
            client.chat(
                "\"model\":\"m\",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                    + "{\"schema\":{\"type\":\"object\",\"required\":[\"ok\"],\"properties\":"
                    + "{\"ok\":{\"type\":\"boolean\"}}}}},"
                    + HELLO));
    String content = root.at("/choices/0/message/content").asText();
    assertThat(JsonBody.MAPPER.readTree(content).path("ok").asBoolean()).isTrue();
  }

  @Test
  void thoughtsComeBeforeWords() throws Exception {
    upstream.onModel("m").answer(ChatScript.saying("done").thinking("think first"));
    assertThat(json(client.ask("m")).at("/choices/0/message/reasoning_content").asText())
        .isEqualTo("think first");
    var deltas =
        chunks(client.stream("m").body()).stream()
            .map(chunk -> chunk.at("/choices/0/delta"))
            .filter(delta -> delta.has("reasoning_content") || !delta.path("content").isEmpty())
            .toList();
    assertThat(deltas.getFirst().path("reasoning_content").asText()).isEqualTo("think");
  }

  @Test
  void aPacedStreamTakesItsTime() throws Exception {
    upstream.next(ChatScript.tokens(8).perSecond(20).after(Duration.ofMillis(100)));
    long start = System.nanoTime();
    assertThat(payloads(client.stream("m").body())).hasSize(11);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void aRequestWithoutMessagesIsRefused() throws Exception {
    var response = client.chat("\"model\":\"m\"");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/error/message").asText()).contains("messages");
  }

  private static String said(List<JsonNode> chunks) {
    return chunks.stream()
        .map(chunk -> chunk.at("/choices/0/delta/content").asText())
        .collect(Collectors.joining());
  }
}
