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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches of the web, as each dialect tells them, and what becomes of them in a later request. */
final class SearchPiecesTest {

  private static final String HI =
      "{'messages':[{'role':'user','content':'hi'}],'max_tokens':9,'input':'hi',"
          + "'contents':[{'parts':[{'text':'hi'}]}]}";

  private static JsonBody body(String json) {
    try {
      return JsonBody.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    } catch (JsonBody.InvalidJsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Translation between(Dialect client, Dialect provider, String request) {
    String model = provider == Dialect.OPENAI_RESPONSES ? "gpt-5.1" : "claude-sonnet-4-5";
    return Translation.between(
        client,
        provider,
        body(request),
        new TranslationOptions("shown", model, false, false, 4096, "abc", 7));
  }

  private static JsonNode answered(Dialect client, Dialect provider, String answer)
      throws Exception {
    byte[] json = answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return JsonBody.MAPPER.readTree(between(client, provider, HI).reply(json).body());
  }

  /** The payloads that a client gets of a stream. */
  private static List<JsonNode> streamed(Dialect client, Dialect provider, String... events)
      throws Exception {
    var stream = between(client, provider, HI).stream();
    var told = new ArrayList<SseEvent>();
    for (String event : events) {
      told.addAll(stream.accept(SseEvent.of("", event.replace('\'', '"'))));
    }
    told.addAll(stream.end());
    assertThat(stream.complete()).isTrue();
    var payloads = new ArrayList<JsonNode>();
    for (var event : told) {
      payloads.add(
          event.text().equals("[DONE]")
              ? JsonBody.MAPPER.nullNode()
              : JsonBody.MAPPER.readTree(event.text()));
    }
    return payloads;
  }

  private static final String GROUNDED =
      "{'responseId':'r','candidates':[{'content':{'parts':[{'text':'Größe: 3 m. Alt.'}]},"
          + "'finishReason':'STOP','groundingMetadata':{'webSearchQueries':['how big'],"
          + "'groundingChunks':[{'web':{'uri':'https://a.org','title':'A'}},"
          + "{'maps':{'uri':'https://b.org','title':'B'}}],"
          + "'groundingSupports':[{'segment':{'startIndex':0,'endIndex':13,'text':'Größe: 3 m.'},"
          + "'groundingChunkIndices':[0]},{'segment':{'startIndex':14,'endIndex':18,'text':'Alt.'},"
          + "'groundingChunkIndices':[0,1]}]}}]}";

  @Test
  void aGroundedAnswerHasSearchBlocksForAnthropicsClients() throws Exception {
    var content = answered(Dialect.ANTHROPIC_MESSAGES, Dialect.GEMINI, GROUNDED).get("content");
    assertThat(content.findValuesAsText("type"))
        .contains("text", "server_tool_use", "web_search_tool_result");
    assertThat(content.at("/1/input/query").asText()).isEqualTo("how big");
    assertThat(content.at("/2/tool_use_id")).isEqualTo(content.at("/1/id"));
    assertThat(content.at("/2/content/0/url").asText()).isEqualTo("https://a.org");
    assertThat(content.at("/0/citations")).hasSize(3);
  }

  @Test
  void statementsThatGoogleGroundsAreFoundInTheirText() throws Exception {
    var message = answered(Dialect.OPENAI_CHAT, Dialect.GEMINI, GROUNDED).at("/choices/0/message");
    String text = message.get("content").asText();
    assertThat(message.get("annotations").valueStream().map(a -> cited(text, a)).toList())
        .containsExactly("A Größe: 3 m.", "A Alt.", "B Alt.");

    var streamed = streamed(Dialect.OPENAI_CHAT, Dialect.GEMINI, GROUNDED);
    assertThat(
            streamed.stream()
                .flatMap(chunk -> chunk.at("/choices/0/delta/annotations").valueStream())
                .map(a -> cited(text, a)))
        .containsExactly("A Größe: 3 m.", "A Alt.", "B Alt.");
  }

  private static String cited(String text, JsonNode annotation) {
    JsonNode url = annotation.get("url_citation");
    return url.get("title").asText()
        + " "
        + text.substring(url.get("start_index").asInt(), url.get("end_index").asInt());
  }

  @Test
  void citationsOfSeveralTextsCountFromTheBeginningOfTheMessage() throws Exception {
    var message =
        answered(
                Dialect.OPENAI_CHAT,
                Dialect.ANTHROPIC_MESSAGES,
                "{'id':'m','content':[{'type':'text','text':'First."
                    + " '},{'type':'text','text':'Cited',"
                    + "'citations':[{'type':'web_search_result_location','url':'https://a.org',"
                    + "'title':'A','encrypted_index':'x','cited_text':'c'}]}],"
                    + "'stop_reason':'end_turn'}")
            .at("/choices/0/message");
    assertThat(cited(message.get("content").asText(), message.at("/annotations/0")))
        .isEqualTo("A Cited");
  }

  @Test
  void aSearchOfAnthropicIsOneItemOfAResponseWithItsSources() throws Exception {
    var output =
        answered(
                Dialect.OPENAI_RESPONSES,
                Dialect.ANTHROPIC_MESSAGES,
                "{'id':'m','content':[{'type':'server_tool_use','id':'srvtoolu_1',"
                    + "'name':'web_search','input':{'query':'q'}},{'type':'web_search_tool_result',"
                    + "'tool_use_id':'srvtoolu_1','content':[{'type':'web_search_result',"
                    + "'url':'https://a.org','title':'A','encrypted_content':'x'}]},"
                    + "{'type':'text','text':'a'}],'stop_reason':'end_turn'}")
            .get("output");
    assertThat(output).hasSize(2);
    assertThat(output.at("/0/type").asText()).isEqualTo("web_search_call");
    assertThat(output.at("/0/action/query").asText()).isEqualTo("q");
    assertThat(output.at("/0/action/sources/0/url").asText()).isEqualTo("https://a.org");
  }

  @Test
  void aStreamedSearchEndsBeforeWhatFollowsAlsoWithoutAResult() throws Exception {
    var events =
        streamed(
            Dialect.OPENAI_RESPONSES,
            Dialect.ANTHROPIC_MESSAGES,
            "{'type':'message_start','message':{'id':'m','usage':{'input_tokens':1}}}",
            "{'type':'content_block_start','index':0,'content_block':{'type':'server_tool_use',"
                + "'id':'srvtoolu_1','name':'web_search','input':{}}}",
            "{'type':'content_block_delta','index':0,'delta':{'type':'input_json_delta',"
                + "'partial_json':'{\\\"query\\\":\\\"q\\\"}'}}",
            "{'type':'content_block_stop','index':0}",
            "{'type':'content_block_start','index':1,'content_block':{"
                + "'type':'web_search_tool_result','tool_use_id':'srvtoolu_1','content':{"
                + "'type':'web_search_tool_result_error','error_code':'unavailable'}}}",
            "{'type':'content_block_stop','index':1}",
            "{'type':'content_block_start','index':2,'content_block':{'type':'text','text':'a'}}",
            "{'type':'content_block_stop','index':2}",
            "{'type':'message_delta','delta':{'stop_reason':'end_turn'},"
                + "'usage':{'output_tokens':1}}",
            "{'type':'message_stop'}");
    var types = events.stream().map(event -> event.path("type").asText()).toList();
    assertThat(types)
        .containsSubsequence(
            "response.output_item.added",
            "response.web_search_call.in_progress",
            "response.web_search_call.searching",
            "response.web_search_call.completed",
            "response.output_item.done",
            "response.output_text.delta",
            "response.completed");
    assertThat(events.getLast().at("/response/output/0/action/query").asText()).isEqualTo("q");
    assertThat(events.getLast().at("/response/output")).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"OPENAI_RESPONSES", "GEMINI"})
  void whatOthersFoundIsNotShownToAnthropicLater(Dialect provider) throws Exception {
    String response =
        "{'id':'resp_1','status':'completed','output':[{'type':'web_search_call','id':'ws_1',"
            + "'status':'completed','action':{'type':'search','query':'q','sources':["
            + "{'type':'url','url':'https://a.org'}]}},{'type':'message','role':'assistant',"
            + "'content':[{'type':'output_text','text':'a','annotations':[{'type':'url_citation',"
            + "'url':'https://a.org','title':'A','start_index':0,'end_index':1}]}]}]}";
    var content =
        answered(
                Dialect.ANTHROPIC_MESSAGES,
                provider,
                provider == Dialect.GEMINI ? GROUNDED : response)
            .get("content");
    String request =
        "{'messages':[{'role':'user','content':'q'},{'role':'assistant','content':"
            + content
            + "},{'role':'user','content':'more'}]}";
    var cleaned =
        ForeignProofs.leftOut(Dialect.ANTHROPIC_MESSAGES, "claude-sonnet-4-5", body(request));
    var kept = cleaned.body().tree().at("/messages/1/content");
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).has("citations")).isFalse();
    assertThat(kept.get(0).get("text").asText()).isNotEmpty();
    assertThat(cleaned.dropped())
        .containsExactlyInAnyOrder(
            "messages.content.server_tool_use",
            "messages.content.web_search_tool_result",
            "messages.content.citations");

    var onward = between(Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_RESPONSES, request);
    assertThat(onward.dropped()).contains("messages.content.server_tool_use");
    assertThat(onward.request().tree().toString()).doesNotContain("keyrelay").contains("a.org");
  }

  @Test
  void searchesThatThisGatewayNamedDoNotReachOpenAi() {
    var cleaned =
        ForeignProofs.leftOut(
            Dialect.OPENAI_RESPONSES,
            "gpt-5",
            body(
                "{'input':[{'type':'web_search_call','id':'ws_resp_1_0'},"
                    + "{'type':'web_search_call','id':'ws_02'},{'role':'user','content':'q'}]}"));
    assertThat(cleaned.body().tree().get("input")).hasSize(2);
    assertThat(cleaned.dropped()).containsExactly("input.web_search_call");
  }

  @Test
  void citationsOfOthersAreNotShownToAnthropic() {
    var translated =
        between(
            Dialect.OPENAI_RESPONSES,
            Dialect.ANTHROPIC_MESSAGES,
            "{'input':[{'role':'user','content':'q'},{'role':'assistant','content':[{"
                + "'type':'output_text','text':'a','annotations':[{'type':'url_citation',"
                + "'url':'https://a.org','title':'A','start_index':0,'end_index':1}]}]},"
                + "{'role':'user','content':'more'}]}");
    assertThat(translated.request().tree().toString()).doesNotContain("citations");
    assertThat(translated.dropped()).containsExactly("input.content.citations");
  }

  @Test
  void aSearchThatMustBeRunIsChosenAsTheServiceNamesIt() {
    var chosen =
        between(
            Dialect.ANTHROPIC_MESSAGES,
            Dialect.OPENAI_RESPONSES,
            "{'messages':[{'role':'user','content':'q'}],'tools':[{'type':'web_search_20250305',"
                + "'name':'web_search'}],'tool_choice':{'type':'tool','name':'web_search'}}");
    assertThat(chosen.request().tree().at("/tool_choice/type").asText()).isEqualTo("web_search");
    assertThat(chosen.request().tree().get("include").toString())
        .contains("web_search_call.action.sources");

    var back =
        between(
            Dialect.OPENAI_RESPONSES,
            Dialect.ANTHROPIC_MESSAGES,
            "{'input':'q','tools':[{'type':'web_search'}],'tool_choice':{'type':'web_search'}}");
    assertThat(back.request().tree().at("/tool_choice/type").asText()).isEqualTo("tool");
    assertThat(back.request().tree().at("/tool_choice/name").asText()).isEqualTo("web_search");
  }
}
