package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients and services may say, though few do. */
final class OddInputsTest {

  private static Translation between(
      Dialect client, Dialect provider, String model, String request) {
    try {
      return Translation.between(
          client,
          provider,
          JsonBody.parse(request.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
          new TranslationOptions("shown", model, true, false, 4096, "abc", 7));
    } catch (JsonBody.InvalidJsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static JsonNode request(Dialect client, Dialect provider, String model, String request) {
    return between(client, provider, model, request).request().tree();
  }

  /** The calls that an Anthropic client gets of a stream: name, id and arguments. */
  private static List<String> calls(Dialect provider, String... events) throws Exception {
    var stream =
        between(
            Dialect.ANTHROPIC_MESSAGES,
            provider,
            "m",
            "{'messages':[{'role':'user','content':'hi'}],'max_tokens':9}")
            .stream();
    var told = new ArrayList<SseEvent>();
    for (String event : events) {
      told.addAll(stream.accept(SseEvent.of("", event.replace('\'', '"'))));
    }
    told.addAll(stream.end());
    assertThat(stream.complete()).isTrue();
    var calls = new ArrayList<String>();
    for (var event : told) {
      var payload = JsonBody.MAPPER.readTree(event.text());
      JsonNode block = payload.path("content_block");
      if (block.path("type").asText().equals("tool_use")) {
        calls.add(block.get("name").asText() + " " + block.get("id").asText() + " ");
      } else if (payload.at("/delta/type").asText().equals("input_json_delta")) {
        calls.add(calls.removeLast() + payload.at("/delta/partial_json").asText());
      }
    }
    return calls;
  }

  private static String delta(int index, String text) {
    return "{'type':'response.function_call_arguments.delta','output_index':"
        + index
        + ",'delta':"
        + JsonBody.MAPPER.getNodeFactory().textNode(text)
        + "}";
  }

  private static String item(String event, int index, String id, String name, String arguments) {
    return "{'type':'response.output_item."
        + event
        + "','output_index':"
        + index
        + ",'item':{'type':'function_call','call_id':'"
        + id
        + "','name':'"
        + name
        + "','arguments':"
        + JsonBody.MAPPER.getNodeFactory().textNode(arguments)
        + "}}";
  }

  private static final String COMPLETED =
      "{'type':'response.completed','response':{'id':'r','status':'completed','output':[]}}";

  @Test
  void callsOfAResponseThatOverlapComeOneAfterTheOther() throws Exception {
    assertThat(
            calls(
                Dialect.OPENAI_RESPONSES,
                item("added", 0, "c", "f", ""),
                item("added", 1, "d", "g", ""),
                delta(1, "{}"),
                delta(0, "[1,"),
                delta(0, "2]"),
                item("done", 1, "d", "g", "{}"),
                item("done", 0, "c", "f", "[1,2]"),
                COMPLETED))
        .containsExactly("f c [1,2]", "g d {}");
  }

  @Test
  void aCallOfAResponseThatNeverEndsHoldsNothingBack() throws Exception {
    assertThat(
            calls(
                Dialect.OPENAI_RESPONSES,
                item("added", 0, "c", "f", ""),
                item("added", 1, "d", "g", ""),
                delta(1, "{}"),
                COMPLETED))
        .containsExactly("f c ", "g d {}");
  }

  @Test
  void callsOfAnswersWithoutANameAreNamedByTheRequest() throws Exception {
    String call = "{'functionCall':{'name':'f','args':{}}}";
    assertThat(
            calls(
                Dialect.GEMINI,
                "{'candidates':[{'content':{'parts':["
                    + call
                    + ","
                    + call
                    + "]},'finishReason':'STOP'}]}"))
        .containsExactly("f call_abc_0 {}", "f call_abc_1 {}");
    assertThat(
            calls(
                Dialect.OPENAI_CHAT,
                "{'choices':[{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'name':'f',"
                    + "'arguments':'{}'}}]},'finish_reason':'tool_calls'}]}",
                "[DONE]"))
        .containsExactly("f call_abc_0_0 {}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI_CHAT|{'id':5,'created':1.5,'choices':[{'message':{'tool_calls':[{'id':'c','function':"
            + "{'name':'f','arguments':{'a':1}}}]}}]}",
        "OPENAI_RESPONSES|{'id':'r','output':[{'type':'function_call','call_id':'c','name':'f',"
            + "'arguments':{'a':1}}]}"
      })
  void anAnswerThatNumbersItselfOrGivesArgumentsAsAnObjectIsRead(Dialect provider, String answer)
      throws Exception {
    var request = "{'messages':[{'role':'user','content':'hi'}],'max_tokens':9}";
    var reply =
        between(Dialect.ANTHROPIC_MESSAGES, provider, "m", request)
            .reply(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    var call = JsonBody.MAPPER.readTree(reply.body()).at("/content/0");
    assertThat(call.path("id").asText()).isEqualTo("c");
    assertThat(call.at("/input/a").asInt()).isEqualTo(1);
  }

  @Test
  void aStreamedCallOfOldIsACall() throws Exception {
    assertThat(
            calls(
                Dialect.OPENAI_CHAT,
                "{'id':'i','choices':[{'index':0,'delta':{'function_call':{'name':'f',"
                    + "'arguments':''}}}]}",
                "{'id':'i','choices':[{'index':0,'delta':{'function_call':{'arguments':'{}'}}}]}",
                "{'id':'i','choices':[{'index':0,'delta':{},'finish_reason':'function_call'}]}",
                "[DONE]"))
        .containsExactly("f call_i_0_0 {}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'type':'thinking','thinking':'hm','signature':'s'}]",
        "[{'type':'server_tool_use','id':'s','name':'code_execution','input':{}}]",
        "[]"
      })
  void aTurnOfNothingThatAServiceTakesIsLeftOut(String content) {
    var messages =
        request(
                Dialect.ANTHROPIC_MESSAGES,
                Dialect.OPENAI_CHAT,
                "gpt-5.1",
                "{'max_tokens':9,'system':[],'messages':[{'role':'user','content':'q'},"
                    + "{'role':'assistant','content':"
                    + content
                    + "},{'role':'user','content':'more'}]}")
            .get("messages");
    assertThat(messages.findValuesAsText("role")).containsExactly("user", "user");
  }

  @Test
  void openThoughtsWithoutWordsGoWithEmptyContent() {
    var message =
        request(
                Dialect.ANTHROPIC_MESSAGES,
                Dialect.OPENAI_CHAT,
                "deepseek-v3",
                "{'max_tokens':9,'messages':[{'role':'assistant','content':[{'type':'thinking',"
                    + "'thinking':'hm','signature':''}]},{'role':'user','content':'q'}]}")
            .at("/messages/0");
    assertThat(message.get("content").asText("?")).isEmpty();
    assertThat(message.get("reasoning_content").asText()).isEqualTo("hm");
  }

  @ParameterizedTest
  @CsvSource({"gpt-5, false", "openai/gpt-5, true"})
  void openAisProofsGoToServicesOfManyMakersAndNotToItsOwnChat(String model, boolean shown) {
    var message =
        request(
                Dialect.OPENAI_RESPONSES,
                Dialect.OPENAI_CHAT,
                model,
                "{'input':[{'type':'reasoning','id':'rs','summary':[],'encrypted_content':'e'},"
                    + "{'role':'assistant','content':'a'},{'role':'user','content':'q'}]}")
            .at("/messages/0");
    assertThat(message.has("reasoning_details")).isEqualTo(shown);
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"OPENAI_CHAT", "OPENAI_RESPONSES"})
  void aToolWithoutArgumentsHasASchemaThatOpenAiTakes(Dialect provider) {
    for (String schema : List.of("{}", "{'type':'object'}", "{'description':'d'}")) {
      var tool =
          request(
                  Dialect.ANTHROPIC_MESSAGES,
                  provider,
                  "gpt-5.1",
                  "{'max_tokens':9,'messages':[{'role':'user','content':'q'}],'tools':[{'name':'f',"
                      + "'input_schema':"
                      + schema
                      + "}]}")
              .at("/tools/0");
      var parameters = tool.findValue("parameters");
      assertThat(parameters.path("type").asText()).isEqualTo("object");
      assertThat(parameters.get("properties").isObject()).isTrue();
    }
  }

  @Test
  void aCallThatCodeMadeKeepsItsResult() {
    var translation =
        between(
            Dialect.ANTHROPIC_MESSAGES,
            Dialect.OPENAI_CHAT,
            "gpt-5.1",
            "{'max_tokens':9,'messages':[{'role':'user','content':'q'},{'role':'assistant',"
                + "'content':[{'type':'tool_use','id':'t','name':'f','input':{},'caller':{"
                + "'type':'code_execution_20250825','tool_id':'x'}}]},{'role':'user','content':["
                + "{'type':'tool_result','tool_use_id':'t','content':'r'}]}]}");
    assertThat(translation.request().tree().at("/messages/1/tool_calls/0/id").asText())
        .isEqualTo("t");
    assertThat(translation.dropped()).containsExactly("messages.content.caller");
  }

  @Test
  void aChoiceAmongFreeTextToolsNamesThemAsSuch() {
    var choice =
        request(
                Dialect.OPENAI_RESPONSES,
                Dialect.OPENAI_CHAT,
                "gpt-5.1",
                "{'input':'q','tools':[{'type':'custom','name':'g'},{'type':'function',"
                    + "'name':'f','parameters':{}}],'tool_choice':{'type':'allowed_tools',"
                    + "'mode':'auto','tools':[{'type':'custom','name':'g'},{'type':'function',"
                    + "'name':'f'}]}}")
            .at("/tool_choice/allowed_tools/tools");
    assertThat(choice.findValuesAsText("type")).containsExactly("custom", "function");
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"OPENAI_CHAT", "ANTHROPIC_MESSAGES", "GEMINI"})
  void aConversationThatOnlyOpenAiCanReadIsRefused(Dialect provider) {
    assertThatThrownBy(
            () ->
                between(
                    Dialect.OPENAI_RESPONSES,
                    provider,
                    "m",
                    "{'input':[{'type':'compaction','encrypted_content':'x'},{'role':'user',"
                        + "'content':'q'}]}"))
        .isInstanceOf(UnsupportedCallException.class)
        .hasMessageStartingWith("input: a compaction item");
  }

  @Test
  void jsonBesideFunctionsIsAskedOfOldGeminiInWords() {
    String ask =
        "{'messages':[{'role':'system','content':'s'},{'role':'user','content':'q'}],"
            + "'response_format':{'type':'json_object'},'tools':[{'type':'function','function':{"
            + "'name':'f'}}]}";
    var old = request(Dialect.OPENAI_CHAT, Dialect.GEMINI, "gemini-2.5-pro", ask);
    assertThat(old.at("/generationConfig/responseMimeType").isMissingNode()).isTrue();
    assertThat(old.at("/systemInstruction/parts/1/text").asText()).contains("JSON");
    var now = request(Dialect.OPENAI_CHAT, Dialect.GEMINI, "gemini-3-pro", ask);
    assertThat(now.at("/generationConfig/responseMimeType").asText()).isEqualTo("application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "claude-3-7-sonnet-20250219, false",
    "claude-sonnet-4-20250514,   false",
    "claude-sonnet-4-5,          true",
    "claude-opus-4-1-20250805,   true",
    "claude-opus-4-7,            true",
    "glm-4.7,                    true"
  })
  void aSchemaIsAskedOfClaudeInItsOwnFieldWhereItHasOne(String model, boolean field) {
    var asked =
        request(
            Dialect.OPENAI_CHAT,
            Dialect.ANTHROPIC_MESSAGES,
            model,
            "{'messages':[{'role':'system','content':'s'},{'role':'user','content':'q'}],"
                + "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{"
                + "'type':'object','properties':{'a':{'type':'string'}}}}}}");
    assertThat(asked.at("/output_config/format/type").asText().equals("json_schema"))
        .isEqualTo(field);
    assertThat(asked.at("/system").toString().contains("JSON Schema")).isEqualTo(!field);
  }
}
