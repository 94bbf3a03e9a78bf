package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.anthropic.AnthropicCodec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicCodecTest {

  private final AnthropicCodec codec = new AnthropicCodec();
  private final Drops drops = new Drops();

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) JsonBody.MAPPER.readTree(text.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'system':[{'type':'text','text':'s','cache_control':{'type':'ephemeral'}}],"
            + "'messages':[{'role':'user','content':'u'}]",
        "'system':'s','messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64',"
            + "'media_type':'image/png','data':'AA=='}},{'type':'document','source':{'type':'url','url':'http://x/y.pdf'},"
            + "'title':'t','citations':{'enabled':true},'context':'c'},{'type':'document','source':{'type':'text',"
            + "'media_type':'text/plain','data':'words'}},{'type':'image','source':{'type':'file','file_id':'f'}}]}]",
        "'messages':[{'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':'s+/='},"
            + "{'type':'redacted_thinking','data':'d+/='},{'type':'text','text':'a'},"
            + "{'type':'tool_use','id':'t1','name':'f','input':{'a':1}},{'type':'text','text':'b'},"
            + "{'type':'tool_use','id':'t2','name':'g','input':{}}]},"
            + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','content':'no','is_error':true},"
            + "{'type':'tool_result','tool_use_id':'t2','content':[{'type':'text','text':'x'},{'type':'image','source':{'type':'url','url':'http://x/y.png'}}],'cache_control':{'type':'ephemeral'}},{'type':'text','text':'go"
            + " on'}]}]",
        "'messages':[],'tools':[{'name':'f','description':'d','input_schema':{'type':'object','additionalProperties':false},'strict':true,"
            + "'cache_control':{'type':'ephemeral'}},{'type':'web_search_20250305','name':'web_search'}],"
            + "'tool_choice':{'type':'tool','name':'f','disable_parallel_tool_use':true}",
        "'messages':[],'top_p':0.5,'top_k':3,'temperature':0.5,'stop_sequences':['x'],'metadata':{'user_id':'{}'},"
            + "'service_tier':'auto','context_management':{'edits':[]}",
        "'messages':[],'thinking':{'type':'enabled','budget_tokens':2048,'display':'omitted'}",
        "'messages':[{'role':'assistant','content':[{'type':'server_tool_use','id':'s','name':'web_search','input':{'q':1}},"
            + "{'type':'web_search_tool_result','tool_use_id':'s','content':[{'url':'u','encrypted_content':'e'}]}]}]",
      })
  void whatTheChatModelCoversComesBackAsItWas(String fields) throws Exception {
    var body = json("{'model':'claude-x','max_tokens':4000," + fields + "}");
    var request = codec.decodeRequest(body, drops);
    var again =
        codec.encodeRequest(request, new RequestOptions("claude-x", false, false, 1), drops);
    assertThat(json(again.toString())).isEqualTo(body);
    assertThat(drops.fields()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'content':[{'type':'text','text':'a'}],'stop_reason':'end_turn','stop_sequence':null",
        "'content':[],'stop_reason':'refusal','stop_sequence':null",
        "'content':[{'type':'tool_use','id':'t','name':'f','input':{'a':[1]}}],'stop_reason':'tool_use','stop_sequence':null",
        "'content':[{'type':'text','text':'a'}],'stop_reason':'stop_sequence','stop_sequence':'x'",
        "'content':[{'type':'text','text':'a'}],'stop_reason':'pause_turn','stop_sequence':null",
        "'content':[{'type':'text','text':'a'}],'stop_reason':'model_context_window_exceeded','stop_sequence':null",
      })
  void aReplyComesBackAsItWas(String fields) throws Exception {
    var reply =
        json(
            "{'id':'msg_1','type':'message','role':'assistant','model':'shown',"
                + fields
                + ",'usage':{'input_tokens':1,'cache_creation_input_tokens':2,'cache_read_input_tokens':3,'output_tokens':4}}");
    var again =
        codec.encodeReply(
            codec.decodeReply(reply, new Drops()),
            new ReplyOptions("shown", false, 1, "x", 0),
            drops);
    assertThat(json(again.toString())).isEqualTo(reply);
  }

  private List<ChatEvent> decoded(List<SseEvent> events) {
    var decoder = codec.eventDecoder(new Drops());
    var out = new ArrayList<ChatEvent>();
    events.forEach(event -> out.addAll(decoder.decode(event)));
    out.addAll(decoder.end());
    return out;
  }

  @Test
  void anEncodedStreamIsReadBackAsTheSameEvents() {
    var events =
        decoded(
            java.util.stream.Stream.of(
                    "{'type':'message_start','message':{'id':'msg_1','model':'shown','usage':{'input_tokens':5}}}",
                    "{'type':'ping'}",
                    "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'','signature':''}}",
                    "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'s'}}",
                    "{'type':'content_block_stop','index':0}",
                    "{'type':'content_block_start','index':1,'content_block':{'type':'redacted_thinking','data':'d'}}",
                    "{'type':'content_block_stop','index':1}",
                    "{'type':'content_block_start','index':2,'content_block':{'type':'text','text':''}}",
                    "{'type':'content_block_delta','index':2,'delta':{'type':'text_delta','text':'a'}}",
                    "{'type':'content_block_stop','index':2}",
                    "{'type':'content_block_start','index':3,'content_block':{'type':'tool_use','id':'t','name':'f','input':{}}}",
                    "{'type':'content_block_delta','index':3,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
                    "{'type':'content_block_stop','index':3}",
                    "{'type':'message_delta','delta':{'stop_reason':'tool_use','stop_sequence':null},'usage':{'output_tokens':9}}",
                    "{'type':'message_stop'}")
                .map(payload -> SseEvent.of("", payload.replace('\'', '"')))
                .toList());
    var encoder = codec.eventEncoder(new ReplyOptions("shown", false, 5, "x", 0), new Drops());
    var wire = events.stream().flatMap(event -> encoder.encode(event).stream()).toList();
    assertThat(decoded(wire)).isEqualTo(events);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"claude-opus-4-6", "anthropic/claude-sonnet-5", "claude-opus-4-10-20270101"})
  void newerModelsAreToldAnEffort(String model) throws Exception {
    assertThat(effort(model).at("/output_config/effort").asText()).isEqualTo("high");
    assertThat(effort(model).at("/thinking/type").asText()).isEqualTo("adaptive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-sonnet-4-20250514", "claude-opus-4-5", "claude-3-7-sonnet"})
  void olderModelsAreToldABudgetAndGetRoomForIt(String model) throws Exception {
    var body = effort(model);
    assertThat(body.at("/thinking/budget_tokens").asInt()).isEqualTo(24_576);
    assertThat(body.path("max_tokens").asInt()).isGreaterThan(24_576);
    assertThat(body.has("temperature")).isFalse();
    assertThat(drops.fields()).contains("temperature");
  }

  private ObjectNode effort(String model) throws Exception {
    var chat = Dialects.codec(dev.keyrelay.spi.Dialect.OPENAI_CHAT).orElseThrow();
    var request =
        chat.decodeRequest(
            json(
                "{'messages':[{'role':'user','content':'u'}],'reasoning_effort':'high','temperature':0.2}"),
            drops);
    return codec.encodeRequest(request, new RequestOptions(model, false, false, 4096), drops);
  }
}
