package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names and ids that a service refuses go to it as others, and come back as they were. */
final class ToolNamesTest {

  private static final String LONG =
      "mcp__a_server_with_a_very_long_name__a_tool_with_one_".repeat(2);

  private static Translation translated(Dialect client, Dialect provider, String json) {
    try {
      return Translation.between(
          client,
          provider,
          JsonBody.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
          new TranslationOptions("shown", "gpt-5", true, false, 4096, "abc", 7));
    } catch (JsonBody.InvalidJsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Translation anthropicClient(String tool, String callId) {
    return translated(
        Dialect.ANTHROPIC_MESSAGES,
        Dialect.OPENAI_CHAT,
        "{'max_tokens':9,'tools':[{'name':'"
            + tool
            + "','input_schema':{'type':'object'}}],'tool_choice':{'type':'tool','name':'"
            + tool
            + "'},'messages':[{'role':'user','content':'u'},{'role':'assistant','content':[{"
            + "'type':'tool_use','id':'"
            + callId
            + "','name':'"
            + tool
            + "','input':{}}]},{'role':'user','content':[{'type':'tool_result','tool_use_id':'"
            + callId
            + "','content':'r'}]}]}");
  }

  @Test
  void aLongNameIsShortenedEverywhereAndComesBack() {
    var translation = anthropicClient(LONG, "toolu_1");
    JsonNode body = translation.request().tree();
    String shown = body.at("/tools/0/function/name").asText();
    assertThat(shown).hasSizeLessThanOrEqualTo(64).matches("[a-zA-Z0-9_-]+");
    assertThat(body.at("/tool_choice/function/name").asText()).isEqualTo(shown);
    assertThat(body.at("/messages/1/tool_calls/0/function/name").asText()).isEqualTo(shown);

    String call =
        "{\"id\":\"1\",\"choices\":[{\"index\":0,\"message\":{\"tool_calls\":[{\"id\":\"c\","
            + "\"type\":\"function\",\"function\":{\"name\":\""
            + shown
            + "\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}";
    JsonNode answer = tree(translation.reply(call.getBytes(StandardCharsets.UTF_8)).body());
    assertThat(answer.at("/content/0/name").asText()).isEqualTo(LONG);

    var stream = translation.stream();
    var events = new ArrayList<SseEvent>(stream.accept(SseEvent.of("", call)));
    events.addAll(stream.end());
    assertThat(events).extracting(SseEvent::text).anyMatch(text -> text.contains(LONG));
  }

  @Test
  void namesThatBecomeTheSameAreToldApart() {
    var body =
        translated(
                Dialect.GEMINI,
                Dialect.OPENAI_CHAT,
                "{'contents':[{'role':'user','parts':[{'text':'u'}]},{'role':'model','parts':["
                    + "{'functionCall':{'name':'a:b'}}]},{'role':'user','parts':[{'functionResponse':"
                    + "{'name':'a:b','response':{'x':1}}}]}],'tools':[{'functionDeclarations':["
                    + "{'name':'a.b'},{'name':'a:b'},{'name':'a_b'}]}]}")
            .request()
            .tree();
    assertThat(body.get("tools").valueStream())
        .extracting(tool -> tool.at("/function/name").asText())
        .doesNotHaveDuplicates()
        .contains("a_b")
        .allMatch(name -> name.matches("[a-zA-Z0-9_-]+"));
    assertThat(body.at("/messages/1/tool_calls/0/function/name"))
        .isEqualTo(body.at("/tools/1/function/name"));
  }

  @Test
  void longIdsAreShortenedOnBothSidesOfACall() {
    var body = anthropicClient("f", "toolu_" + "x".repeat(60)).request().tree();
    String id = body.at("/messages/1/tool_calls/0/id").asText();
    assertThat(id).hasSizeLessThanOrEqualTo(40);
    assertThat(body.at("/messages/2/tool_call_id").asText()).isEqualTo(id);
    var responses =
        translated(
                Dialect.OPENAI_CHAT,
                Dialect.OPENAI_RESPONSES,
                "{'messages':[{'role':'assistant','tool_calls':[{'id':'"
                    + "x".repeat(70)
                    + "','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                    + "{'role':'tool','tool_call_id':'"
                    + "x".repeat(70)
                    + "','content':'r'}]}")
            .request()
            .tree();
    List<String> ids =
        responses.get("input").valueStream().map(item -> item.path("call_id").asText()).toList();
    assertThat(ids).hasSize(2).allMatch(each -> each.length() == 64).containsOnly(ids.getFirst());
  }

  private static JsonNode tree(byte[] json) {
    try {
      return JsonBody.MAPPER.readTree(json);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
