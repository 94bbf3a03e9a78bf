package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.EventInspector.Meaning;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bugs that keep coming back in gateways, each by its name. The seventh of the usual eight, a
 * cooldown that never heals, is the pool's ({@code RecurringBug7Test}).
 */
final class RecurringBugsTest {

  private static final String ANTHROPIC_SIGNATURE = "EqQB/+ a\\u00e9 =";
  private static final String CLAUDE = "anthropic/claude-sonnet-4";

  private static TranslationOptions options(String model) {
    return new TranslationOptions("shown", model, true, false, 4096, "abc", 7);
  }

  private static JsonBody body(String json) {
    try {
      return JsonBody.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    } catch (JsonBody.InvalidJsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Translation anthropicClient(String model, String messages) {
    return Translation.between(
        Dialect.ANTHROPIC_MESSAGES,
        Dialect.OPENAI_CHAT,
        body("{'model':'m','max_tokens':9,'messages':" + messages + "}"),
        options(model));
  }

  private static Translation chatClient(String model, String messages) {
    return Translation.between(
        Dialect.OPENAI_CHAT,
        Dialect.ANTHROPIC_MESSAGES,
        body("{'model':'m','stream_options':{'include_usage':true},'messages':" + messages + "}"),
        options(model));
  }

  private static final String HELLO = "[{'role':'user','content':'hello'}]";

  private static List<SseEvent> run(StreamTranslation stream, String... payloads) {
    var out = new ArrayList<SseEvent>();
    for (String payload : payloads) {
      out.addAll(stream.accept(SseEvent.of("", payload.replace('\'', '"'))));
    }
    out.addAll(stream.end());
    return out;
  }

  private static List<JsonNode> payloads(List<SseEvent> events) {
    return events.stream()
        .filter(event -> !event.text().equals("[DONE]"))
        .map(event -> (JsonNode) body(event.text()).tree())
        .toList();
  }

  /** The content blocks that an Anthropic client puts together from a stream. */
  private static ArrayNode blocks(List<SseEvent> events) {
    var blocks = JsonBody.MAPPER.createArrayNode();
    var input = new StringBuilder();
    for (var event : payloads(events)) {
      switch (event.path("type").asText()) {
        case "content_block_start" -> {
          assertThat(event.path("index").asInt()).isEqualTo(blocks.size());
          blocks.add(event.get("content_block").deepCopy());
          input.setLength(0);
        }
        case "content_block_delta" -> {
          var block = (ObjectNode) blocks.get(event.path("index").asInt());
          event
              .get("delta")
              .properties()
              .forEach(
                  field -> {
                    switch (field.getKey()) {
                      case "type" -> {}
                      case "partial_json" -> {
                        input.append(field.getValue().asText());
                        if (input.toString().endsWith("}")) {
                          block.set("input", body(input.toString()).tree());
                        }
                      }
                      case "signature" -> block.set("signature", field.getValue());
                      default ->
                          block.put(
                              field.getKey(),
                              block.path(field.getKey()).asText() + field.getValue().asText());
                    }
                  });
        }
        default -> {}
      }
    }
    return blocks;
  }

  @Test
  void bug1_geminisThoughtSignatureSurvivesATurnOfAnAnthropicClient() {
    var stream = anthropicClient("gemini-3-pro", HELLO).stream();
    var content =
        blocks(
            run(
                stream,
                "{'id':'1','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'call_1',"
                    + "'type':'function','function':{'name':'f','arguments':'{}'},"
                    + "'extra_content':{'google':{'thought_signature':'Sig+/=='}}}]}}]}",
                "{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}",
                "[DONE]"));
    var turn =
        "[{'role':'user','content':'hello'},{'role':'assistant','content':"
            + content
            + "},{'role':'user','content':[{'type':'tool_result','tool_use_id':'call_1','content':'r'}]}]";

    var toGemini = anthropicClient("gemini-3-pro", turn).request().tree();
    assertThat(
            toGemini.at("/messages/1/tool_calls/0/extra_content/google/thought_signature").asText())
        .isEqualTo("Sig+/==");

    var toAnother = anthropicClient("gpt-5", turn);
    assertThat(new String(toAnother.request().bytes(), StandardCharsets.UTF_8))
        .doesNotContain("Sig+");
    assertThat(toAnother.dropped()).contains("messages.content.signature");
  }

  @Test
  void bug2_anthropicsSignatureIsKeptByteForByteAndShownToNoOtherFamily() {
    var signature = JsonBody.MAPPER.getNodeFactory().textNode(ANTHROPIC_SIGNATURE);
    var stream = chatClient(CLAUDE, HELLO).stream();
    var events = new ArrayList<SseEvent>();
    for (String payload :
        List.of(
            "{'type':'message_start','message':{'id':'msg_1','usage':{'input_tokens':5}}}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':''}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'hm'}}")) {
      events.addAll(stream.accept(SseEvent.of("", payload.replace('\'', '"'))));
    }
    events.addAll(
        stream.accept(
            SseEvent.of(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":"
                    + "\"signature_delta\",\"signature\":"
                    + signature
                    + "}}")));
    var detail =
        payloads(events).stream()
            .map(chunk -> chunk.at("/choices/0/delta/reasoning_details/0"))
            .filter(node -> node.isObject())
            .findFirst()
            .orElseThrow();
    assertThat(detail.path("signature").asText()).isEqualTo(ANTHROPIC_SIGNATURE);

    var turn =
        "[{'role':'user','content':'q'},{'role':'assistant','content':'a','reasoning_details':["
            + ((ObjectNode) detail.deepCopy()).put("text", "hm")
            + "]},{'role':'user','content':'q2'}]";
    var block = chatClient(CLAUDE, turn).request().tree().at("/messages/1/content/0");
    assertThat(block.path("type").asText()).isEqualTo("thinking");
    assertThat(block.path("signature").asText()).isEqualTo(ANTHROPIC_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "keyrelay.openai.2.rsENC"})
  void bug2_thoughtsOfOthersAreNeverGivenASignatureForAnthropic(String signature) {
    var turns =
        "[{'role':'user','content':'q'},{'role':'assistant','content':[{'type':'thinking',"
            + "'thinking':'hm','signature':'"
            + signature
            + "'},{'type':'text','text':'a'}]}]";
    var request = Dialects.codec(Dialect.ANTHROPIC_MESSAGES).orElseThrow();
    var drops = new dev.keyrelay.engine.dialect.wire.Drops();
    var decoded =
        request.decodeRequest(body("{'max_tokens':9,'messages':" + turns + "}").tree(), drops);
    var encoded = request.encodeRequest(decoded, options("claude-x").forRequest(), drops);
    assertThat(encoded.toString()).doesNotContain("thinking");
    assertThat(drops.fields()).contains("messages.content.thinking");
  }

  @Test
  void bug3_callsAreCountedByThemselvesAndNotAsBlocks() {
    var stream = chatClient("claude-x", HELLO).stream();
    var out =
        run(
            stream,
            "{'type':'message_start','message':{'id':'msg_1'}}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'a'}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'content_block_start','index':1,'content_block':{'type':'tool_use','id':'t1','name':'f','input':{}}}",
            "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'t2','name':'g','input':{}}}",
            "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':'[2]'}}",
            "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':'[1]'}}",
            "{'type':'content_block_stop','index':1}",
            "{'type':'content_block_stop','index':2}",
            "{'type':'message_delta','delta':{'stop_reason':'tool_use'},'usage':{'output_tokens':1}}",
            "{'type':'message_stop'}");
    var calls = new ArrayList<String>();
    for (var chunk : payloads(out)) {
      var call = chunk.at("/choices/0/delta/tool_calls/0");
      if (call.isObject()) {
        calls.add(
            call.path("index").asInt()
                + call.path("id").asText()
                + call.at("/function/arguments").asText());
      }
    }
    assertThat(calls).containsExactly("0t1", "0[1]", "1t2", "1[2]");
  }

  @Test
  void bug4_argumentsThatComeWholeAreNotDropped() {
    var fromChat =
        blocks(
            run(
                anthropicClient("m", HELLO).stream(),
                "{'id':'1','choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'id':'c','function':"
                    + "{'name':'f','arguments':'{}'}}]},'finish_reason':'tool_calls'}]}",
                "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':1,'id':'d','function':"
                    + "{'name':'g','arguments':{'a':1}}}]}}]}",
                "[DONE]"));
    assertThat(fromChat).hasSize(2);
    assertThat(fromChat.get(1).path("input").toString()).isEqualTo("{\"a\":1}");

    var fromAnthropic =
        run(
            chatClient("claude-x", HELLO).stream(),
            "{'type':'message_start','message':{}}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'tool_use','id':'t','name':'f','input':{'a':1}}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'message_delta','delta':{'stop_reason':'tool_use'}}",
            "{'type':'message_stop'}");
    assertThat(payloads(fromAnthropic))
        .anyMatch(
            c ->
                c.at("/choices/0/delta/tool_calls/0/function/arguments")
                    .asText()
                    .equals("{\"a\":1}"));
  }

  @Test
  void bug5_usageIsThereFromTheBeginningAndRightAtTheEnd() {
    var stream = anthropicClient("m", HELLO).stream();
    var out =
        payloads(
            run(
                stream,
                "{'id':'1','choices':[{'index':0,'delta':{'content':'a'}}],'usage':{'prompt_tokens':100,'completion_tokens':1}}",
                "{'choices':[{'index':0,'delta':{},'finish_reason':'length'}],'usage':{'prompt_tokens':100,'completion_tokens':2}}",
                "{'choices':[],'usage':{'prompt_tokens':100,'completion_tokens':3,'prompt_tokens_details':{'cached_tokens':90}}}",
                "[DONE]"));
    assertThat(out.getFirst().at("/message/usage/input_tokens").asInt()).isPositive();
    var last = out.get(out.size() - 2);
    assertThat(last.at("/delta/stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(last.at("/usage").toString())
        .isEqualTo(
            "{\"input_tokens\":10,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":90,"
                + "\"output_tokens\":3}");
    assertThat(
            anthropicClient("m", HELLO)
                .request()
                .tree()
                .at("/stream_options/include_usage")
                .asBoolean())
        .isTrue();
  }

  @Test
  void bug5_whereUpstreamTellsNoUsageTheClientIsToldAnEstimate() {
    var out =
        run(
            anthropicClient("m", HELLO).stream(),
            "{'id':'1','choices':[{'index':0,'delta':{'content':'twelve"
                + " chars'},'finish_reason':'stop'}]}");
    assertThat(payloads(out).get(out.size() - 2).at("/usage/output_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void bug6_theTerminalEventComesThoughUpstreamSendsNone() {
    var toAnthropic =
        run(
            anthropicClient("m", HELLO).stream(),
            "{'id':'1','choices':[{'index':0,'delta':{'content':'a'},'finish_reason':'stop'}]}");
    assertThat(toAnthropic.getLast().name()).isEqualTo("message_stop");
    var toChat =
        run(
            chatClient("claude-x", HELLO).stream(),
            "{'type':'message_start','message':{}}",
            "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':1}}");
    assertThat(toChat.getLast().text()).isEqualTo("[DONE]");
  }

  @Test
  void bug6_aStreamThatIsCutIsNotMadeWholeAndStillEnds() {
    var stream = anthropicClient("m", HELLO).stream();
    run(stream, "{'id':'1','choices':[{'index':0,'delta':{'content':'a'}}]}");
    assertThat(stream.complete()).isFalse();
    assertThat(stream.fail(ClientError.of(502, "cut")))
        .extracting(SseEvent::name)
        .containsExactly("error", "message_stop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'error':{'message':'overloaded','code':503}}",
        "{'id':'x','choices':[{'delta':{'content':''},'finish_reason':'error'}],'error':{'code':502,'message':'overloaded'}}",
      })
  void bug8_anErrorInsideA200IsAFailureBeforeAnythingIsSent(String payload) {
    var event = SseEvent.of("", payload.replace('\'', '"'));
    var inspector = Dialects.inspector(Dialect.OPENAI_CHAT);
    assertThat(inspector.inspect(event)).isEqualTo(Meaning.ERROR);
    assertThat(inspector.error())
        .hasValueSatisfying(
            told ->
                assertThat(
                        body(new String(told, StandardCharsets.UTF_8))
                            .tree()
                            .at("/error/message")
                            .asText())
                    .isEqualTo("overloaded"));
    assertThatNothingIsTold(event);
  }

  @Test
  void bug8_wordsThatAreNoEventAreNotToldAsAnAnswer() {
    assertThatNothingIsTold(SseEvent.of("", "not json: overloaded"));
  }

  private static void assertThatNothingIsTold(SseEvent event) {
    var stream = anthropicClient("m", HELLO).stream();
    assertThat(stream.accept(event)).isEmpty();
    assertThat(stream.complete()).isFalse();
  }
}
