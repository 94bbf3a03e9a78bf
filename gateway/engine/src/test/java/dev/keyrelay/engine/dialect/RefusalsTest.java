package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong in a request is told of the client's own field; what is odd is not lost. */
final class RefusalsTest {

  private static String hi(Dialect client) {
    return switch (client) {
      case OPENAI_CHAT, ANTHROPIC_MESSAGES -> "{'messages':[{'role':'user','content':'hi'}]}";
      case OPENAI_RESPONSES -> "{'input':'hi'}";
      case GEMINI -> "{'contents':[{'parts':[{'text':'hi'}]}]}";
    };
  }

  private static Translation translated(Dialect client, Dialect provider, String model, String more)
      throws Exception {
    var body = (ObjectNode) JsonBody.MAPPER.readTree(hi(client).replace('\'', '"'));
    body.setAll((ObjectNode) JsonBody.MAPPER.readTree(("{" + more + "}").replace('\'', '"')));
    return Translation.between(
        client,
        provider,
        JsonBody.of(body),
        new TranslationOptions("shown", model, false, false, 4096, "abc", 7));
  }

  private static JsonNode request(Dialect client, Dialect provider, String model, String more)
      throws Exception {
    return translated(client, provider, model, more).request().tree();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI_CHAT|'messages':[]|messages: nothing is said",
        "OPENAI_CHAT|'messages':null|messages: nothing is said",
        "OPENAI_CHAT|'messages':[{'role':'user'}]|messages: nothing is said",
        "GEMINI|'contents':[{'parts':[]}]|contents: nothing is said",
        "OPENAI_RESPONSES|'input':[]|input: nothing is said",
        "OPENAI_CHAT|'max_tokens':-1|max_tokens: -1",
        "OPENAI_RESPONSES|'max_output_tokens':-1|max_output_tokens: -1",
        "OPENAI_CHAT|'max_tokens':1.5|max_tokens: 1.5",
        "OPENAI_CHAT|'n':0|n: 0",
        "OPENAI_CHAT|'n':4294967297|n: 4294967297",
        "GEMINI|'generationConfig':{'candidateCount':0}|generationConfig.candidateCount: 0",
        "OPENAI_CHAT|'stop':[null]|stop: null",
        "OPENAI_CHAT|'stream':'true'|stream: \"true\"",
        "ANTHROPIC_MESSAGES|'stream':1|stream: 1",
        "OPENAI_RESPONSES|'store':'no'|store: \"no\"",
        "OPENAI_RESPONSES|'reasoning':'high'|reasoning: \"high\"",
        "ANTHROPIC_MESSAGES|'system':5|system: 5",
        "ANTHROPIC_MESSAGES|'messages':[{'role':'user','content':{}}]|messages.content: {}",
        "ANTHROPIC_MESSAGES|'output_config':{'format':{'type':'xml'}}|output_config.format.type",
        "ANTHROPIC_MESSAGES|'output_config':{'format':{'type':'json_schema'}}|output_config.format.schema:"
            + " is missing",
        "OPENAI_CHAT|'tools':[{'function':{'name':'f','parameters':'x'}}]|tools: the arguments of"
            + " f",
        "OPENAI_CHAT|'tool_choice':'required'|tool_choice: a tool must be called",
        "ANTHROPIC_MESSAGES|'tool_choice':{'type':'any'}|tool_choice: a tool must be called",
        "GEMINI|'toolConfig':{'functionCallingConfig':{'mode':'ANY'}}|toolConfig: a tool must be"
            + " called",
        "ANTHROPIC_MESSAGES|'tools':[{'name':'f'}],'tool_choice':{'type':'tool','name':'g'}|tool_choice:"
            + " \"g\"",
        "OPENAI_CHAT|'tools':[{'function':{'name':'f'}}],'tool_choice':{'allowed_tools':{'tools':[{'function':{'name':'g'}}]}}|tool_choice:"
            + " \"g\"",
      })
  void aFieldThatNoServiceTakesIsNamed(Dialect client, String fields, String told) {
    var provider = client == Dialect.OPENAI_CHAT ? Dialect.GEMINI : Dialect.OPENAI_CHAT;
    assertThatThrownBy(() -> translated(client, provider, "m", fields))
        .isInstanceOf(UnsupportedCallException.class)
        .hasMessageStartingWith(told)
        .hasMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI_CHAT|ANTHROPIC_MESSAGES|claude-sonnet-4-5|'reasoning_effort':'extreme'|reasoning_effort",
        "OPENAI_CHAT|ANTHROPIC_MESSAGES|claude-opus-4-7|'reasoning_effort':'extreme'|reasoning_effort",
        "OPENAI_RESPONSES|GEMINI|gemini-3-pro|'reasoning':{'effort':'extreme'}|reasoning",
        "ANTHROPIC_MESSAGES|GEMINI|gemini-2.5-pro|'output_config':{'effort':'extreme'}|output_config.effort",
        "OPENAI_CHAT|GEMINI|gemini-2.5-pro|'top_logprobs':2|top_logprobs",
        "GEMINI|OPENAI_CHAT|gpt-4.1|'generationConfig':{'logprobs':2}|generationConfig.logprobs",
        "GEMINI|OPENAI_CHAT|m|'generationConfig':{'responseSchema':{'type':'OBJECT'}}|generationConfig.responseSchema",
        "ANTHROPIC_MESSAGES|OPENAI_CHAT|gpt-4.1|'stop_sequences':['a','b','c','d','e']|stop_sequences",
        "OPENAI_RESPONSES|OPENAI_CHAT|m|'messages':[]|messages",
        "GEMINI|OPENAI_CHAT|m|'generationConfig':{'stopSequences':['']}|generationConfig.stopSequences",
      })
  void whatSaysNothingToAServiceIsNamed(
      Dialect client, Dialect provider, String model, String fields, String dropped)
      throws Exception {
    assertThat(translated(client, provider, model, fields).dropped()).containsExactly(dropped);
  }

  @Test
  void openAisModelsTakeFourStopSequencesAndOthersAny() throws Exception {
    String five = "'stop_sequences':['a','b','c','d','e']";
    assertThat(
            request(Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_CHAT, "gpt-4.1", five).get("stop"))
        .hasSize(4);
    assertThat(request(Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_CHAT, "qwen3", five).get("stop"))
        .hasSize(5);
  }

  /** Google's SDK for Python writes bytes so, and Google reads both. */
  @Test
  void dataInTheAlphabetForUrlsIsGivenToOthersInTheUsualOne() throws Exception {
    String image =
        "'contents':[{'parts':[{'inlineData':{'mimeType':'image/png','data':'-_8='}},"
            + "{'inlineData':{'mimeType':'text/plain','data':'w7_Dvg=='}}]}]";
    var content =
        request(Dialect.GEMINI, Dialect.ANTHROPIC_MESSAGES, "claude-sonnet-4-5", image)
            .at("/messages/0/content");
    assertThat(content.at("/0/source/data").asText()).isEqualTo("+/8=");
    assertThat(content.at("/1/source/data").asText()).isEqualTo("ÿþ");
  }

  @Test
  void aTextThatIsNotInBase64IsRefused() {
    String file = "'contents':[{'parts':[{'inlineData':{'mimeType':'text/csv','data':'@@'}}]}]";
    assertThatThrownBy(() -> request(Dialect.GEMINI, Dialect.OPENAI_CHAT, "m", file))
        .hasMessageStartingWith("contents.parts: ")
        .hasMessageContaining("base64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_responseJsonSchema", "response_json_schema", "responseJsonSchema"})
  void aSchemaOfAnAnswerHasThreeNamesWithGoogle(String name) throws Exception {
    String config = "{'responseMimeType':'application/json','" + name + "':{'type':'string'}}";
    var format =
        request(Dialect.GEMINI, Dialect.OPENAI_CHAT, "m", "'generationConfig':" + config)
            .at("/response_format/json_schema/schema");
    assertThat(format.path("type").asText()).isEqualTo("string");
  }

  @Test
  void aLaterInstructionOfNothingIsNoTurn() throws Exception {
    String turns =
        "'messages':[{'role':'user','content':'a'},{'role':'system','content':''},"
            + "{'role':'user','content':'b'}]";
    assertThat(
            request(Dialect.OPENAI_CHAT, Dialect.ANTHROPIC_MESSAGES, "claude-sonnet-4-5", turns)
                .toString())
        .doesNotContain("system");
    assertThat(request(Dialect.OPENAI_CHAT, Dialect.GEMINI, "gemini-2.5-pro", turns).toString())
        .doesNotContain("system");
  }

  @Test
  void onlyWhatIsKnownToBeASearchIsCountedAsOne() throws Exception {
    String answer =
        "{\"id\":\"r\",\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":1,"
            + "\"output_tokens\":1,\"num_server_side_tools_used\":3%s}}";
    String details = ",\"server_side_tool_usage_details\":{\"web_search_calls\":2}";
    var translation =
        translated(
            Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_RESPONSES, "grok-4", "'max_tokens':9");
    for (var told : new String[] {"", details}) {
      var usage =
          JsonBody.MAPPER
              .readTree(
                  translation.reply(answer.formatted(told).getBytes(StandardCharsets.UTF_8)).body())
              .at("/usage/server_tool_use/web_search_requests");
      assertThat(usage.asInt(0)).isEqualTo(told.isEmpty() ? 0 : 2);
    }
  }
}
