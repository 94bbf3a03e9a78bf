package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Citations of documents without an address, and the places of statements in Gemini's answers. */
final class CitedDocumentsTest {

  private static final String HI =
      "'messages':[{'role':'user','content':'hi'}],'max_tokens':9,'input':'hi',"
          + "'contents':[{'parts':[{'text':'hi'}]}]";

  private static final String CITED =
      "{'id':'m','content':[{'type':'text','text':'Höhe: '},{'type':'text','text':'3"
          + " m','citations':[{'type':'page_location','document_index':0,'document_title':'Maße','cited_text':'3"
          + " m','start_page_number':2,'end_page_number':3}]},"
          + "{'type':'tool_use','id':'t','name':'f','input':{}}],'stop_reason':'tool_use'}";

  private static final String LIST = "\n\nSources:\n- Maße, page 2: \"3 m\"";

  private static Translation between(Dialect client, Dialect provider, String more)
      throws Exception {
    String request = ("{" + HI + more + "}").replace('\'', '"');
    return Translation.between(
        client,
        provider,
        JsonBody.parse(request.getBytes(StandardCharsets.UTF_8)),
        new TranslationOptions("shown", "claude-sonnet-4-5", false, false, 4096, "abc", 7));
  }

  private static JsonNode read(TranslatedReply reply) throws Exception {
    return JsonBody.MAPPER.readTree(reply.body());
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aChatClientIsToldThemInAListAfterTheText() throws Exception {
    var reply = between(Dialect.OPENAI_CHAT, Dialect.ANTHROPIC_MESSAGES, "").reply(json(CITED));
    assertThat(read(reply).at("/choices/0/message/content").asText()).isEqualTo("Höhe: 3 m" + LIST);
    assertThat(reply.dropped()).isEmpty();
  }

  @Test
  void aStreamTellsTheListBeforeWhatFollowsTheText() throws Exception {
    var stream = between(Dialect.OPENAI_CHAT, Dialect.ANTHROPIC_MESSAGES, "").stream();
    String told =
        Stream.of(
                "{'type':'message_start','message':{'id':'m','usage':{'input_tokens':1}}}",
                "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'citations_delta',"
                    + "'citation':{'type':'page_location','document_index':0,'document_title':"
                    + "'Maße','cited_text':'3 m','start_page_number':2,'end_page_number':3}}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta',"
                    + "'text':'3 m'}}",
                "{'type':'content_block_stop','index':0}",
                "{'type':'content_block_start','index':1,'content_block':{'type':'tool_use',"
                    + "'id':'t','name':'f','input':{}}}",
                "{'type':'content_block_stop','index':1}",
                "{'type':'message_delta','delta':{'stop_reason':'tool_use'},"
                    + "'usage':{'output_tokens':1}}",
                "{'type':'message_stop'}")
            .flatMap(event -> stream.accept(SseEvent.of("", event.replace('\'', '"'))).stream())
            .map(SseEvent::text)
            .collect(Collectors.joining("\n"));
    assertThat(stream.complete()).isTrue();
    assertThat(stream.dropped()).isEmpty();
    assertThat(told)
        .containsSubsequence(
            "\"content\":\"3 m\"", "Sources:\\n- Maße, page 2: \\\"3 m\\\"", "\"tool_calls\"");
  }

  @Test
  void anAnswerInJsonStaysJsonAndWhatItLosesIsNamed() throws Exception {
    var reply =
        between(
                Dialect.OPENAI_CHAT,
                Dialect.ANTHROPIC_MESSAGES,
                ",'response_format':{'type':'json_object'}")
            .reply(json(CITED));
    assertThat(read(reply).at("/choices/0/message/content").asText()).isEqualTo("Höhe: 3 m");
    assertThat(reply.dropped()).containsExactly("content.citations");
  }

  @Test
  void aFileThatOpenAiCitesIsNamedToAnthropicsClients() throws Exception {
    var reply =
        between(Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_RESPONSES, "")
            .reply(
                json(
                    "{'id':'resp_1','status':'completed','output':[{'type':'message','content':[{'type':'output_text','text':'3"
                        + " m','annotations':[{'type':"
                        + "'file_citation','file_id':'file_1','filename':'a.pdf','index':3}]}]}]}"));
    assertThat(read(reply).at("/content/1/text").asText()).isEqualTo("\n\nSources:\n- a.pdf");
  }

  @Test
  void aGeminiClientIsToldTheDocumentAndTheBytesOfTheStatement() throws Exception {
    var reply = between(Dialect.GEMINI, Dialect.ANTHROPIC_MESSAGES, "").reply(json(CITED));
    var metadata = read(reply).at("/candidates/0/groundingMetadata");
    assertThat(metadata.at("/groundingChunks/0/retrievedContext/title").asText())
        .isEqualTo("Maße, page 2");
    assertThat(metadata.at("/groundingSupports/0/segment").toString())
        .isEqualTo("{\"startIndex\":7,\"endIndex\":10,\"text\":\"3 m\"}");
  }

  @Test
  void aDocumentThatAResponsesClientGivesBackIsNotShownToOpenAi() throws Exception {
    var reply =
        between(Dialect.OPENAI_RESPONSES, Dialect.ANTHROPIC_MESSAGES, "").reply(json(CITED));
    var output = read(reply).get("output");
    assertThat(output.at("/1/content/0/annotations/0/filename").asText()).isEqualTo("Maße, page 2");
    var cleaned =
        ForeignProofs.leftOut(
            Dialect.OPENAI_RESPONSES,
            "gpt-5",
            JsonBody.parse(("{\"input\":" + output + "}").getBytes(StandardCharsets.UTF_8)));
    assertThat(cleaned.body().tree().at("/input/1/content/0/annotations")).isEmpty();
    assertThat(cleaned.dropped()).containsExactly("input.content.annotations");
  }

  @Test
  void pagesOfAWholeAnswerAreCitedByItsText() throws Exception {
    String answer =
        "{'id':'c','citations':['https://a.org'],'choices':[{'index':0,'message':{'role':"
            + "'assistant','content':'Yes.'},'finish_reason':'stop'}]}";
    var reply = between(Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_CHAT, "").reply(json(answer));
    assertThat(read(reply).at("/content/0/citations/0/url").asText()).isEqualTo("https://a.org");

    var stream = between(Dialect.ANTHROPIC_MESSAGES, Dialect.OPENAI_CHAT, "").stream();
    String told =
        Stream.of(answer.replace("'message'", "'delta'"), "[DONE]")
            .flatMap(event -> stream.accept(SseEvent.of("", event.replace('\'', '"'))).stream())
            .map(SseEvent::text)
            .collect(Collectors.joining());
    assertThat(told).contains("\"url\":\"https://a.org\"");
    assertThat(stream.dropped()).isEmpty();
  }
}
