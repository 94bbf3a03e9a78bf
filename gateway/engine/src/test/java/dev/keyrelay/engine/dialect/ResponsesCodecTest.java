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
                + "\"max_output_tokens\":9,\"reasoning\":{\"effort\":\"high\",\"summary\":"
                + "\"concise\"},\"text\":{\"verbosity\":\"low\"},\"prompt_cache_key\":\"k\","
                + "\"store\":false,\"include\":[\"reasoning.encrypted_content\"],"
                + "\"metadata\":{\"a\":\"b\"}}");
    var read = responses.decodeRequest((ObjectNode) request, new Drops());
    var written =
        responses.encodeRequest(read, new RequestOptions("gpt-5", false, false, 9), new Drops());
    assertThat(json(written.toString())).isEqualTo(request);
  }
}
