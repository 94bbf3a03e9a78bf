package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Codec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResponsesCodecTest {

  private final Codec responses = Dialects.codec(Dialect.OPENAI_RESPONSES).orElseThrow();

  private static JsonNode json(String text) {
    try {
      return JsonBody.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** What a provider is asked when a client of responses gives an answer of its back. */
  private JsonNode replayed(Dialect provider, String model, String answer) {
    var codec = Dialects.codec(provider).orElseThrow();
    var output =
        responses
            .encodeReply(
                codec.decodeReply(json(answer), new Drops()),
                new ReplyOptions("m", true, 1, "id", 7),
                new Drops())
            .get("output");
    var request =
        responses.decodeRequest((ObjectNode) json("{\"input\":" + output + "}"), new Drops());
    return codec.encodeRequest(request, new RequestOptions(model, false, false, 9), new Drops());
  }

  private static final String NAMESPACED =
      "{\"tools\":[{\"type\":\"function\",\"name\":\"n__f\"},{\"type\":\"namespace\",\"name\":\"n\",\"description\":\"About"
          + " n.\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"description\":\"Does"
          + " f.\"},{\"type\":\"function\",\"name\":\""
          + "g".repeat(80)
          + "\"}]}],\"input\":[{\"role\":\"user\",\"content\":\"x\"},{\"type\":\"function_call\","
          + "\"call_id\":\"c\",\"name\":\"f\",\"namespace\":\"n\",\"arguments\":\"{}\"},"
          + "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"o\"}]}";

  private static Translation namespaced() throws Exception {
    return Translation.between(
        Dialect.OPENAI_RESPONSES,
        Dialect.ANTHROPIC_MESSAGES,
        JsonBody.parse(NAMESPACED.getBytes(StandardCharsets.UTF_8)),
        new TranslationOptions("m", "claude", true, false, 9, "id", 7));
  }

  @Test
  void toolsOfANamespaceAreShownFlatUnderNamesOfTheirOwn() throws Exception {
    var request = namespaced().request().tree();
    assertThat(request.at("/tools/0/name").textValue()).isEqualTo("n__f");
    assertThat(request.at("/tools/1/name").textValue()).isEqualTo("n__f_2");
    assertThat(request.at("/tools/1/description").textValue()).isEqualTo("About n.\n\nDoes f.");
    assertThat(request.at("/tools/2/name").textValue()).hasSize(64).startsWith("n__ggg");
    assertThat(request.at("/messages/1/content/0/name").textValue()).isEqualTo("n__f_2");
  }

  @Test
  void callsOfToolsOfANamespaceComeBackAsWhatTheyWere() throws Exception {
    String answer =
        "{\"id\":\"m\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n__f_2\","
            + "\"input\":{}},{\"type\":\"tool_use\",\"id\":\"u\",\"name\":\"n__f\",\"input\":{}}],"
            + "\"stop_reason\":\"tool_use\"}";
    var reply =
        json(
            new String(
                namespaced().reply(answer.getBytes(StandardCharsets.UTF_8)).body(),
                StandardCharsets.UTF_8));
    assertThat(reply.at("/output/0/name").textValue()).isEqualTo("f");
    assertThat(reply.at("/output/0/namespace").textValue()).isEqualTo("n");
    assertThat(reply.at("/output/1/name").textValue()).isEqualTo("n__f");
    assertThat(reply.at("/output/1").has("namespace")).isFalse();

    var stream = namespaced().stream();
    var events = new ArrayList<SseEvent>();
    for (String event :
        List.of(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"c\"}}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
                + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n__f_2\",\"input\":{}}}")) {
      events.addAll(stream.accept(SseEvent.of("", event)));
    }
    var added = json(events.getLast().text());
    assertThat(added.at("/item/namespace").textValue()).isEqualTo("n");
    assertThat(added.at("/item/name").textValue()).isEqualTo("f");
  }

  private static final String OWN_TOOLS =
      "{\"tools\":[{\"type\":\"local_shell\"},{\"type\":\"tool_search\",\"execution\":\"client\",\"description\":\"Finds"
          + " tools.\",\"parameters\":{\"type\":\"object\"}}],\"input\":["
          + "{\"role\":\"user\",\"content\":\"x\"},{\"type\":\"local_shell_call\",\"call_id\":\"a\","
          + "\"action\":{\"type\":\"exec\",\"command\":[\"ls\"],\"env\":{}}},"
          + "{\"type\":\"local_shell_call_output\",\"id\":\"a\",\"output\":\"files\"},"
          + "{\"type\":\"tool_search_call\",\"call_id\":\"b\",\"execution\":\"client\","
          + "\"arguments\":{\"query\":\"q\"}},{\"type\":\"tool_search_output\",\"call_id\":\"b\","
          + "\"execution\":\"client\",\"tools\":[{\"type\":\"namespace\",\"name\":\"n\",\"tools\":["
          + "{\"type\":\"function\",\"name\":\"f\"}]}]},{\"type\":\"tool_search_output\","
          + "\"call_id\":\"c\",\"execution\":\"client\",\"tools\":[{\"type\":\"namespace\","
          + "\"name\":\"n\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]}]}]}";

  private static Translation ownTools() throws Exception {
    return Translation.between(
        Dialect.OPENAI_RESPONSES,
        Dialect.OPENAI_CHAT,
        JsonBody.parse(OWN_TOOLS.getBytes(StandardCharsets.UTF_8)),
        new TranslationOptions("m", "gpt", true, false, 9, "id", 7));
  }

  @Test
  void toolsThatTheClientRunsAreShownAsFunctionsWithThoseThatItsSearchesFound() throws Exception {
    var request = ownTools().request().tree();
    assertThat(request.path("tools").findValuesAsText("name"))
        .containsExactly("local_shell", "tool_search", "n__f");
    assertThat(request.at("/messages/1/tool_calls/0/function/arguments").textValue())
        .contains("\"command\":[\"ls\"]")
        .doesNotContain("exec");
    assertThat(request.at("/messages/2/content").textValue()).isEqualTo("files");
    assertThat(request.path("messages").findValuesAsText("content")).contains("Tools found: n__f");
  }

  @Test
  void callsOfToolsThatTheClientRunsComeBackAsItemsOfTheirOwn() throws Exception {
    var stream = ownTools().stream();
    var events = new ArrayList<JsonNode>();
    String call =
        "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":%d,"
            + "\"id\":\"t%d\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":"
            + "\"%s\"}}]}}]}";
    for (String event :
        List.of(
            call.formatted(0, 0, "local_shell", "{\\\"command\\\":[\\\"ls\\\"]}"),
            call.formatted(1, 1, "tool_search", "{\\\"query\\\":\\\"q\\\"}"),
            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},"
                + "\"finish_reason\":\"tool_calls\"}]}",
            "[DONE]")) {
      stream.accept(SseEvent.of("", event)).forEach(told -> events.add(json(told.text())));
    }
    var done =
        events.stream()
            .filter(event -> event.path("type").asText().equals("response.output_item.done"))
            .map(event -> event.path("item"))
            .toList();
    assertThat(done.get(0).path("type").textValue()).isEqualTo("local_shell_call");
    assertThat(done.get(0).path("action"))
        .isEqualTo(json("{\"type\":\"exec\",\"command\":[\"ls\"],\"env\":{}}"));
    assertThat(done.get(1).path("type").textValue()).isEqualTo("tool_search_call");
    assertThat(done.get(1).path("arguments")).isEqualTo(json("{\"query\":\"q\"}"));
    assertThat(done.get(1).path("call_id").textValue()).isEqualTo("t1");
    assertThat(events).noneMatch(event -> event.path("type").asText().contains("arguments"));
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).path("sequence_number").intValue()).isEqualTo(i);
    }
  }

  @Test
  void theSignatureOfAGeminiCallComesBackByteForByte() {
    var request =
        replayed(
            Dialect.GEMINI,
            "gemini-3-pro",
            "{\"responseId\":\"r\",\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{"
                + "\"name\":\"f\",\"args\":{}},\"thoughtSignature\":\"Ci+_/=\"}]},"
                + "\"finishReason\":\"STOP\"}]}");
    assertThat(request.at("/contents/0/parts/0/thoughtSignature").textValue()).isEqualTo("Ci+_/=");
    assertThat(request.at("/contents/0/parts")).hasSize(1);
  }

  @Test
  void theSignatureOfAnthropicThoughtsComesBackByteForByteBeforeTheCall() {
    var request =
        replayed(
            Dialect.ANTHROPIC_MESSAGES,
            "claude-sonnet-4-5",
            "{\"id\":\"m\",\"content\":[{\"type\":\"thinking\",\"thinking\":\" hm\\n\","
                + "\"signature\":\"Eq.+/==\"},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\","
                + "\"input\":{}}],\"stop_reason\":\"tool_use\"}");
    assertThat(request.at("/messages/0/content/0"))
        .isEqualTo(
            json("{\"type\":\"thinking\",\"thinking\":\" hm\\n\",\"signature\":\"Eq.+/==\"}"));
    assertThat(request.at("/messages/0/content/1/type").textValue()).isEqualTo("tool_use");
  }

  @Test
  void encryptedReasoningGoesBackToOpenAiWithItsIdThroughAnAnthropicClient() {
    var anthropic = Dialects.codec(Dialect.ANTHROPIC_MESSAGES).orElseThrow();
    var reply =
        responses.decodeReply(
            json(
                "{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[{\"type\":\"reasoning\","
                    + "\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"gA+/=\"}]}"),
            new Drops());
    var content =
        anthropic
            .encodeReply(reply, new ReplyOptions("m", true, 1, "id", 7), new Drops())
            .get("content");
    var request =
        anthropic.decodeRequest(
            (ObjectNode)
                json(
                    "{\"max_tokens\":9,\"messages\":[{\"role\":\"assistant\",\"content\":"
                        + content
                        + "}]}"),
            new Drops());
    assertThat(
            responses
                .encodeRequest(request, new RequestOptions("gpt-5", false, false, 9), new Drops())
                .at("/input/0"))
        .isEqualTo(
            json(
                "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],"
                    + "\"encrypted_content\":\"gA+/=\"}"));
  }

  @Test
  void eventsAreNumberedWithoutGapsUpToTheOneThatEndsAFailedStream() {
    var decoder = Dialects.codec(Dialect.OPENAI_CHAT).orElseThrow().eventDecoder(new Drops());
    var encoder = responses.eventEncoder(new ReplyOptions("m", true, 1, "id", 7), new Drops());
    var out = new ArrayList<SseEvent>();
    var data = "{\"id\":\"x\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}";
    decoder.decode(SseEvent.of("", data)).forEach(event -> out.addAll(encoder.encode(event)));
    out.addAll(
        encoder.fail(dev.keyrelay.engine.dialect.wire.ClientError.of(502, "upstream failed")));
    List<Integer> numbers =
        out.stream().map(event -> json(event.text()).path("sequence_number").asInt(-1)).toList();
    assertThat(numbers).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(out.getLast().name()).isEqualTo("response.failed");
  }

  @Test
  void aRequestSurvivesTheWayThroughTheChatModel() {
    var request =
        json(
            "{\"model\":\"gpt-5\",\"input\":[{\"type\":\"message\",\"role\":\"developer\","
                + "\"content\":[{\"type\":\"input_text\",\"text\":\"d\"}]},{\"type\":\"reasoning\","
                + "\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"s\"}],"
                + "\"encrypted_content\":\"e\"},{\"type\":\"custom_tool_call\",\"call_id\":\"c\","
                + "\"name\":\"p\",\"input\":\"x\"},{\"type\":\"custom_tool_call_output\","
                + "\"call_id\":\"c\",\"output\":\"o\"}],\"tools\":[{\"type\":\"custom\","
                + "\"name\":\"p\"}],\"tool_choice\":{\"type\":\"custom\",\"name\":\"p\"},"
                + "\"max_output_tokens\":90,\"reasoning\":{\"effort\":\"high\",\"summary\":"
                + "\"concise\"},\"text\":{\"verbosity\":\"low\"},\"prompt_cache_key\":\"k\","
                + "\"store\":false,\"include\":[\"reasoning.encrypted_content\"],"
                + "\"metadata\":{\"a\":\"b\"}}");
    var read = responses.decodeRequest((ObjectNode) request, new Drops());
    var written =
        responses.encodeRequest(read, new RequestOptions("gpt-5", false, false, 9), new Drops());
    assertThat(json(written.toString())).isEqualTo(request);
  }
}
