package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.openai.OpenAiChatCodec;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiChatCodecTest {

  private final OpenAiChatCodec codec = new OpenAiChatCodec();
  private final Drops drops = new Drops();

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) JsonBody.MAPPER.readTree(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"messages\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"u\"}]",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
            + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA==\",\"detail\":\"low\"}},"
            + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AA==\",\"format\":\"wav\"}}]}]",
        "\"messages\":[{\"role\":\"assistant\",\"content\":\"t\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{"
            + " \\\"a\\\": 1}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"r\"}]",
        "\"messages\":[],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\","
            + "\"parameters\":{\"type\":\"object\",\"properties\":{}},\"strict\":true}}],"
            + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}},\"parallel_tool_calls\":false",
        "\"messages\":[],\"temperature\":0.5,\"top_p\":1,\"frequency_penalty\":1,\"presence_penalty\":-1.5,"
            + "\"seed\":7,\"max_completion_tokens\":9,\"n\":2,\"logprobs\":true,\"top_logprobs\":3,"
            + "\"logit_bias\":{\"5\":1},\"stop\":[\"a\",\"b\"],\"user\":\"me\"",
        "\"messages\":[],\"reasoning_effort\":\"high\","
            + "\"prompt_cache_key\":\"k\",\"service_tier\":\"flex\",\"metadata\":{\"a\":\"b\"}",
        "\"messages\":[],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\","
            + "\"schema\":{\"type\":\"object\"},\"strict\":true}}",
      })
  void whatTheChatModelCoversComesBackAsItWas(String fields) throws Exception {
    var body = json("{\"model\":\"gpt-5.1\"," + fields + "}");
    var request = codec.decodeRequest(body, drops);
    var again = codec.encodeRequest(request, new RequestOptions("gpt-5.1", false, false, 0), drops);
    assertThat(json(again.toString())).isEqualTo(body);
    assertThat(drops.fields()).isEmpty();
  }

  @Test
  void openThoughtsAreReplayedToAllButOpenAisOwnModels() throws Exception {
    var body = json("{\"messages\":[{\"role\":\"assistant\",\"reasoning_content\":\"hm\"}]}");
    var request = codec.decodeRequest(body, drops);
    for (String model : List.of("deepseek-reasoner", "gpt-oss-120b")) {
      var options = new RequestOptions(model, false, false, 0);
      assertThat(codec.encodeRequest(request, options, drops).toString()).contains("\"hm\"");
      assertThat(drops.fields()).isEmpty();
    }
    var options = new RequestOptions("gpt-5", false, false, 0);
    assertThat(codec.encodeRequest(request, options, drops).toString()).doesNotContain("hm");
    assertThat(drops.fields()).containsExactly("messages.content.thinking");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"role\":\"robot\",\"content\":\"x\"}",
        "{\"content\":\"x\"}",
        "{\"role\":\"user\",\"content\":[{\"type\":\"smell\"}]}",
        "\"text\"",
      })
  void whatCannotBeReadIsRefusedWithItsPath(String message) throws Exception {
    var body = json("{\"model\":\"m\",\"messages\":[" + message + "]}");
    assertThatThrownBy(() -> codec.decodeRequest(body, drops))
        .isInstanceOf(UnsupportedCallException.class)
        .hasMessageStartingWith("messages")
        .hasMessageContaining("expected:");
  }

  private List<ChatEvent> decoded(String... chunks) {
    var decoder = codec.eventDecoder(new Drops());
    var events = new ArrayList<ChatEvent>();
    for (String chunk : chunks) {
      events.addAll(decoder.decode(SseEvent.of("", chunk)));
    }
    events.addAll(decoder.end());
    return events;
  }

  private static String call(int index, String id, String name, String arguments) {
    return "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":"
        + index
        + (id.isEmpty() ? "" : ",\"id\":\"" + id + "\"")
        + ",\"function\":{"
        + (name.isEmpty() ? "" : "\"name\":\"" + name + "\",")
        + "\"arguments\":\""
        + arguments
        + "\"}}]}}]}";
  }

  private String arguments(List<ChatEvent> events) {
    var text = new StringBuilder();
    for (var event : events) {
      switch (event) {
        case ChatEvent.PartOpened opened
            when opened.part() instanceof dev.keyrelay.spi.chat.Part.ToolCall call ->
            text.append(call.id()).append('(');
        case ChatEvent.ArgumentsDelta delta -> text.append(delta.json());
        case ChatEvent.PartClosed _ -> text.append(')');
        default -> {}
      }
    }
    return text.toString();
  }

  private static final String STOP =
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

  @Test
  void callsThatComeMixedAreToldOneAfterTheOther() {
    assertThat(
            arguments(
                decoded(
                    call(0, "a", "f", ""),
                    call(1, "b", "g", ""),
                    call(0, "", "", "{1"),
                    call(1, "", "", "{2"),
                    call(0, "", "", "}"),
                    call(1, "", "", "}"),
                    STOP)))
        .isEqualTo("a({1})b({2})");
  }

  @Test
  void callsThatAllHaveTheIndexZeroAreNotMerged() {
    assertThat(arguments(decoded(call(0, "a", "f", "{}"), call(0, "b", "f", "{}"), STOP)))
        .isEqualTo("a({})b({})");
  }

  @Test
  void aStreamThatIsCutTellsNoEnd() {
    assertThat(decoded("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}"))
        .noneMatch(ChatEvent.Finished.class::isInstance);
  }

  @Test
  void aReasonIsKeptWhereverUsageComes() {
    var events =
        decoded(
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":\"length\"}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}",
            "[DONE]");
    assertThat(events.toString()).contains("MAX_TOKENS").endsWith("Finished[]]");
    assertThat(events).filteredOn(ChatEvent.Usage.class::isInstance).hasSize(1);
  }

  @Test
  void anEncodedStreamIsReadBackAsTheSameEvents() {
    var events =
        decoded(
            "{\"id\":\"chatcmpl-1\",\"created\":5,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}",
            call(0, "c", "f", "{}"),
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}",
            STOP,
            "[DONE]");
    var encoder = codec.eventEncoder(new ReplyOptions("m", true, 0, "x", 0), new Drops());
    var wire = events.stream().flatMap(event -> encoder.encode(event).stream()).map(SseEvent::text);
    assertThat(decoded(wire.toArray(String[]::new))).isEqualTo(events);
  }
}
