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
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GeminiCodecTest {

  private static final String SIGNATURE = "CiQBjz1rX-_0 +/=\\u00fcbytes";

  private final Codec gemini = Dialects.codec(Dialect.GEMINI).orElseThrow();

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JsonBody.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ObjectNode to(Dialect client, String model, JsonNode body) {
    var drops = new Drops();
    var request = Dialects.codec(client).orElseThrow().decodeRequest((ObjectNode) body, drops);
    return Dialects.codec(Dialect.GEMINI)
        .orElseThrow()
        .encodeRequest(request, new RequestOptions(model, false, false, 100), drops);
  }

  private static JsonNode answered(Dialect client, Codec provider, String answer) {
    return Dialects.codec(client)
        .orElseThrow()
        .encodeReply(
            provider.decodeReply(json(answer), new Drops()),
            new ReplyOptions("m", true, 1, "id", 7),
            new Drops());
  }

  private static final String SIGNED_CALL =
      "{\"responseId\":\"r\",\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":["
          + "{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\":1}},\"thoughtSignature\":\""
          + SIGNATURE
          + "\"}]},\"finishReason\":\"STOP\"}]}";

  private static JsonNode partsOf(JsonNode request, int content) {
    return request.path("contents").path(content).path("parts");
  }

  @Test
  void theSignatureOfACallComesBackByteForByteFromAClientOfOpenAiChat() {
    var message =
        answered(Dialect.OPENAI_CHAT, gemini, SIGNED_CALL).at("/choices/0/message").toString();
    var back =
        to(
            Dialect.OPENAI_CHAT,
            "gemini-3-pro",
            json("{\"messages\":[{\"role\":\"user\",\"content\":\"u\"}," + message + "]}"));
    assertThat(partsOf(back, 1).path(0).path("thoughtSignature"))
        .isEqualTo(json("{\"s\":\"" + SIGNATURE + "\"}").get("s"));
  }

  @Test
  void theSignatureOfACallComesBackByteForByteFromAClientOfAnthropic() {
    var content =
        answered(Dialect.ANTHROPIC_MESSAGES, gemini, SIGNED_CALL).path("content").toString();
    var back =
        to(
            Dialect.ANTHROPIC_MESSAGES,
            "gemini-3-pro",
            json(
                "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"u\"},"
                    + "{\"role\":\"assistant\",\"content\":"
                    + content
                    + "}]}"));
    assertThat(partsOf(back, 1).path(0).path("thoughtSignature"))
        .isEqualTo(json("{\"s\":\"" + SIGNATURE + "\"}").get("s"));
  }

  @Test
  void theSignatureOfAnthropicIsBase64ForAClientOfGeminiAndComesBackByteForByte() {
    var anthropic = Dialects.codec(Dialect.ANTHROPIC_MESSAGES).orElseThrow();
    var parts =
        answered(
                Dialect.GEMINI,
                anthropic,
                "{\"id\":\"m\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\","
                    + "\"signature\":\""
                    + SIGNATURE
                    + "\"},{\"type\":\"text\",\"text\":\"a\"}],\"stop_reason\":\"end_turn\"}")
            .at("/candidates/0/content/parts");
    String carried = parts.path(0).path("thoughtSignature").textValue();
    assertThat(java.util.Base64.getDecoder().decode(carried)).isNotEmpty();
    ((ObjectNode) parts.path(0))
        .put("thoughtSignature", carried.replace('+', '-').replace('/', '_'));
    var request =
        gemini.decodeRequest(
            json("{\"contents\":[{\"role\":\"model\",\"parts\":" + parts + "}]}"), new Drops());
    var back =
        anthropic.encodeRequest(
            request, new RequestOptions("claude-sonnet-4-5", false, false, 100), new Drops());
    assertThat(back.at("/messages/0/content/0/signature"))
        .isEqualTo(json("{\"s\":\"" + SIGNATURE + "\"}").get("s"));
  }

  @Test
  void aCallThatNoGeminiModelMadeGetsGooglesWordForItFromGemini3OnAndNowhereElse() {
    String conversation =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"u\"},{\"role\":\"assistant\","
            + "\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
            + "{\"id\":\"d\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}]}";
    var newer = partsOf(to(Dialect.OPENAI_CHAT, "gemini-3-pro", json(conversation)), 1);
    assertThat(newer.path(0).path("thoughtSignature").textValue())
        .isEqualTo("skip_thought_signature_validator");
    assertThat(newer.path(1).has("thoughtSignature")).isFalse();
    assertThat(to(Dialect.OPENAI_CHAT, "gemini-2.5-pro", json(conversation)).toString())
        .doesNotContain("thoughtSignature");
  }

  @Test
  void resultsWithoutIdsBelongToTheCallsInTheirOrder() {
    var request =
        gemini.decodeRequest(
            json(
                "{\"contents\":[{\"role\":\"model\",\"parts\":["
                    + "{\"functionCall\":{\"name\":\"f\",\"args\":{\"n\":1}}},"
                    + "{\"functionCall\":{\"name\":\"g\",\"args\":{}}},"
                    + "{\"functionCall\":{\"name\":\"f\",\"args\":{\"n\":2}}}]},"
                    + "{\"role\":\"user\",\"parts\":["
                    + "{\"functionResponse\":{\"name\":\"f\",\"response\":{\"output\":\"1\"}}},"
                    + "{\"functionResponse\":{\"name\":\"f\",\"response\":{\"output\":\"2\"}}},"
                    + "{\"functionResponse\":{\"name\":\"g\",\"response\":{\"output\":\"g\"}}}]}]}"),
            new Drops());
    var chat = Dialects.codec(Dialect.OPENAI_CHAT).orElseThrow();
    var messages =
        chat.encodeRequest(request, new RequestOptions("m", false, false, 9), new Drops())
            .get("messages");
    var calls = messages.path(0).path("tool_calls");
    assertThat(messages.path(1).path("tool_call_id")).isEqualTo(calls.path(0).path("id"));
    assertThat(messages.path(2).path("tool_call_id")).isEqualTo(calls.path(2).path("id"));
    assertThat(messages.path(3).path("tool_call_id")).isEqualTo(calls.path(1).path("id"));
  }

  @Test
  void aStreamedCallReachesAClientWholeInOneChunk() {
    var chat = Dialects.codec(Dialect.OPENAI_CHAT).orElseThrow();
    var decoder = chat.eventDecoder(new Drops());
    var encoder = gemini.eventEncoder(new ReplyOptions("m", false, 1, "id", 7), new Drops());
    var chunks = new ArrayList<JsonNode>();
    for (String data :
        List.of(
            "{\"id\":\"x\",\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"c\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\"\"}}]}}]}",
            "{\"id\":\"x\",\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,"
                + "\"function\":{\"arguments\":\":1}\"}}]}}]}",
            "{\"id\":\"x\",\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
            "[DONE]")) {
      for (var event : decoder.decode(SseEvent.of("", data))) {
        encoder.encode(event).forEach(out -> chunks.add(json(out.text())));
      }
    }
    assertThat(chunks).hasSize(2);
    assertThat(chunks.getFirst().at("/candidates/0/content/parts/0/functionCall"))
        .isEqualTo(json("{\"id\":\"c\",\"name\":\"f\",\"args\":{\"a\":1}}"));
    assertThat(chunks.getLast().at("/candidates/0/finishReason").textValue()).isEqualTo("STOP");
  }

  @Test
  void thoughtsThatWereStreamedInPiecesComeBackAsOneWithTheirProof() {
    var request =
        gemini.decodeRequest(
            json(
                "{\"contents\":[{\"role\":\"model\",\"parts\":["
                    + "{\"text\":\"H\",\"thought\":true},{\"text\":\"m\",\"thought\":true},"
                    + "{\"text\":\"\",\"thought\":true,\"thoughtSignature\":\"c2ln\"},"
                    + "{\"text\":\"a\"}]}]}"),
            new Drops());
    assertThat(request.turns().getFirst().parts())
        .hasSize(2)
        .first()
        .isEqualTo(
            new Part.Thinking(
                "Hm",
                true,
                Optional.of(new Opaque(Opaque.Family.GEMINI, "c2ln", Optional.empty()))));
  }

  @ParameterizedTest
  @EnumSource(
      value = Dialect.class,
      names = {"OPENAI_CHAT", "ANTHROPIC_MESSAGES"})
  void aBlockedPromptIsAFilteredAnswerNotAnError(Dialect client) {
    String shown =
        answered(client, gemini, "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}").toString();
    assertThat(shown).containsAnyOf("content_filter", "\"refusal\"");
  }

  @Test
  void aRequestSurvivesTheWayThroughTheChatModel() {
    var request =
        json(
            "{\"systemInstruction\":{\"parts\":[{\"text\":\"s\"}]},\"contents\":["
                + "{\"role\":\"user\",\"parts\":[{\"text\":\"u\"},{\"inlineData\":{\"mimeType\":"
                + "\"image/png\",\"data\":\"AA==\"}}]},{\"role\":\"model\",\"parts\":[{\"text\":"
                + "\"hm\",\"thought\":true,\"thoughtSignature\":\"c2ln\"},{\"functionCall\":{"
                + "\"id\":\"c\",\"name\":\"f\",\"args\":{\"a\":1.50}},\"thoughtSignature\":\"eA==\"}"
                + "]},{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"id\":\"c\",\"name\":"
                + "\"f\",\"response\":{\"r\":[1]}}}]}],\"tools\":[{\"functionDeclarations\":[{"
                + "\"name\":\"f\",\"parametersJsonSchema\":{\"type\":\"object\"}}]},"
                + "{\"codeExecution\":{}}],\"toolConfig\":{\"functionCallingConfig\":{\"mode\":"
                + "\"ANY\",\"allowedFunctionNames\":[\"f\"]}},\"generationConfig\":{"
                + "\"temperature\":0.5,\"topK\":5,\"maxOutputTokens\":9,\"candidateCount\":2,"
                + "\"thinkingConfig\":{\"thinkingLevel\":\"high\",\"includeThoughts\":true},"
                + "\"mediaResolution\":\"MEDIA_RESOLUTION_LOW\"},"
                + "\"safetySettings\":[{\"category\":\"c\",\"threshold\":\"OFF\"}]}");
    assertThat(json(to(Dialect.GEMINI, "gemini-3-pro", request).toString())).isEqualTo(request);
  }
}
