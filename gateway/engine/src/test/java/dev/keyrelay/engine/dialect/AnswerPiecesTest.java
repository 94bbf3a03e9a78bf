package dev.keyrelay.engine.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pieces of answers that recorded traffic has shown to be told in unusual ways. */
class AnswerPiecesTest {

  private static final ReplyOptions OPTIONS = new ReplyOptions("m", true, 1, "x", 7);

  private static List<ChatEvent> decoded(Dialect dialect, String... payloads) {
    var decoder = Dialects.codec(dialect).orElseThrow().eventDecoder(new Drops());
    var events = new ArrayList<ChatEvent>();
    for (String payload : payloads) {
      events.addAll(decoder.decode(SseEvent.of("", payload)));
    }
    events.addAll(decoder.end());
    return events;
  }

  private static List<Part> parts(Dialect dialect, String answer, Drops drops) throws Exception {
    return Dialects.codec(dialect)
        .orElseThrow()
        .decodeReply(JsonBody.MAPPER.readTree(answer), drops)
        .candidates()
        .getFirst()
        .parts();
  }

  private static String geminiCall(String call) {
    return "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"functionCall\":"
        + call
        + "}]}}]}";
  }

  @Test
  void argumentsOfGeminiThatComeInPiecesAreJoined() {
    var events =
        decoded(
            Dialect.GEMINI,
            geminiCall("{\"name\":\"add\",\"willContinue\":true}"),
            geminiCall(
                "{\"partialArgs\":[{\"jsonPath\":\"$.ops[0].do\",\"stringValue\":\"a\","
                    + "\"willContinue\":true}],\"willContinue\":true}"),
            geminiCall(
                "{\"partialArgs\":[{\"jsonPath\":\"$.ops[0].do\",\"stringValue\":\"dd\"},"
                    + "{\"jsonPath\":\"$.n\",\"numberValue\":2},{\"jsonPath\":\"$['x y']\","
                    + "\"boolValue\":true},{\"jsonPath\":\"$.none\",\"nullValue\":\"NULL_VALUE\"}],"
                    + "\"willContinue\":true}"),
            geminiCall("{}"));
    assertThat(events)
        .contains(
            new ChatEvent.ArgumentsDelta(
                0, "{\"ops\":[{\"do\":\"add\"}],\"n\":2,\"x y\":true,\"none\":null}"));
  }

  @Test
  void aPlaceFarBeyondTheEndOfAListCostsNoMemory() {
    var events =
        decoded(
            Dialect.GEMINI,
            geminiCall("{\"name\":\"f\",\"willContinue\":true}"),
            geminiCall("{\"partialArgs\":[{\"jsonPath\":\"$.a[999999]\",\"numberValue\":1}]}"));
    assertThat(events).contains(new ChatEvent.ArgumentsDelta(0, "{\"a\":[1]}"));
  }

  @Test
  void aCallWithoutAnIdGetsOne() throws Exception {
    var parts =
        parts(
            Dialect.OPENAI_CHAT,
            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"tool_calls\":[{\"id\":\"\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                + "{\"id\":\"\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}]}",
            new Drops());
    assertThat(parts).extracting(part -> ((Part.ToolCall) part).id()).doesNotHaveDuplicates();
    assertThat(parts).allMatch(part -> !((Part.ToolCall) part).id().isEmpty());
  }

  @Test
  void aPictureThatResponsesMadeIsAPicture() throws Exception {
    var parts =
        parts(
            Dialect.OPENAI_RESPONSES,
            "{\"output\":[{\"type\":\"image_generation_call\",\"output_format\":\"webp\","
                + "\"result\":\"AAAA\"}]}",
            new Drops());
    assertThat(parts)
        .singleElement()
        .extracting(part -> ((Part.Media) part).source())
        .isEqualTo(new Part.Inline("image/webp", "AAAA"));
  }

  @Test
  void anItemOfResponsesThatEndsLateIsNotToldTwiceAndKeepsItsProof() {
    var events =
        decoded(
            Dialect.OPENAI_RESPONSES,
            "{\"type\":\"response.reasoning_text.delta\",\"output_index\":0,\"delta\":\"Hm.\"}",
            "{\"type\":\"response.output_text.delta\",\"output_index\":1,\"delta\":\"Hi\"}",
            "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":"
                + "\"reasoning\",\"summary\":[],\"content\":[{\"type\":\"reasoning_text\","
                + "\"text\":\"Hm.\"}],\"encrypted_content\":\"e\"}}",
            "{\"type\":\"response.output_item.done\",\"output_index\":1,\"item\":{\"type\":"
                + "\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi\"}]}}",
            "{\"type\":\"response.completed\",\"response\":{\"output\":[]}}");
    assertThat(events)
        .filteredOn(ChatEvent.TextDelta.class::isInstance)
        .containsExactly(new ChatEvent.TextDelta(0, "Hm."), new ChatEvent.TextDelta(0, "Hi"));
    var proof = new Opaque(Opaque.Family.OPENAI, "e", Optional.empty());
    int signed = events.indexOf(new ChatEvent.Signed(0, proof));
    assertThat(events.get(signed - 1))
        .isEqualTo(new ChatEvent.PartOpened(0, new Part.Thinking("", true, Optional.empty())));
  }

  @Test
  void aCommandForTheClientsShellIsACallInAStream() {
    var events =
        decoded(
            Dialect.OPENAI_RESPONSES,
            "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":"
                + "\"local_shell_call\",\"call_id\":\"c\",\"action\":{\"type\":\"exec\","
                + "\"command\":[\"ls\"]}}}",
            "{\"type\":\"response.completed\",\"response\":{\"output\":[]}}");
    int opened = events.indexOf(new ChatEvent.ArgumentsDelta(0, "{\"command\":[\"ls\"]}")) - 1;
    assertThat(((ChatEvent.PartOpened) events.get(opened)).part())
        .isInstanceOfSatisfying(
            Part.ToolCall.class, call -> assertThat(call.name()).isEqualTo("local_shell"));
  }

  @Test
  void aPieceThatCannotBeReadAtTheEndOfAStreamIsAnErrorOfUpstream() throws Exception {
    var body =
        JsonBody.parse(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"
                .getBytes(StandardCharsets.UTF_8));
    var options = new TranslationOptions("m", "m", true, false, 10, "x", 7);
    var stream =
        Translation.between(Dialect.OPENAI_CHAT, Dialect.ANTHROPIC_MESSAGES, body, options)
            .stream();
    for (String payload :
        List.of(
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":9}}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}")) {
      stream.accept(SseEvent.of("", payload));
    }
    assertThat(stream.end()).isEmpty();
    assertThat(stream.complete()).isFalse();
  }

  @Test
  void theProofOfAStreamedThoughtFindsItsWordsWhenAChatClientReplaysThem() throws Exception {
    var request =
        (ObjectNode)
            JsonBody.MAPPER.readTree(
                "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":"
                    + "\"Hm.\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"\","
                    + "\"signature\":\"EqQB\",\"format\":\"anthropic-claude-v1\"}]}]}");
    var read =
        Dialects.codec(Dialect.OPENAI_CHAT).orElseThrow().decodeRequest(request, new Drops());
    assertThat(read.turns().getFirst().parts())
        .contains(
            new Part.Thinking(
                "Hm.",
                false,
                Optional.of(new Opaque(Opaque.Family.ANTHROPIC, "EqQB", Optional.empty()))));
  }

  @Test
  void whatNoOtherDialectCanSayIsNamed() throws Exception {
    var drops = new Drops();
    var anthropic = Dialects.codec(Dialect.ANTHROPIC_MESSAGES).orElseThrow();
    var reply =
        anthropic.decodeReply(
            JsonBody.MAPPER.readTree(
                "{\"id\":\"msg_1\",\"content\":[{\"type\":\"server_tool_use\",\"id\":\"s\","
                    + "\"name\":\"advisor\",\"input\":{}},{\"type\":\"text\",\"text\":\"a\","
                    + "\"citations\":[{\"type\":\"char_location\",\"cited_text\":\"q\"}]}],"
                    + "\"stop_reason\":\"end_turn\"}"),
            drops);
    Dialects.codec(Dialect.OPENAI_CHAT).orElseThrow().encodeReply(reply, OPTIONS, drops);
    assertThat(drops.fields())
        .containsExactlyInAnyOrder("content.server_tool_use", "content.citations");
  }

  @Test
  void piecesOfGeminiWithoutATypeAreNamedByTheirField() throws Exception {
    var drops = new Drops();
    var reply =
        Dialects.codec(Dialect.GEMINI)
            .orElseThrow()
            .decodeReply(
                JsonBody.MAPPER.readTree(
                    "{\"candidates\":[{\"content\":{\"parts\":[{\"thoughtSignature\":\"c2ln\","
                        + "\"toolCall\":{}}]}}]}"),
                drops);
    Dialects.codec(Dialect.OPENAI_CHAT).orElseThrow().encodeReply(reply, OPTIONS, drops);
    assertThat(drops.fields())
        .containsExactlyInAnyOrder("candidates.content.parts.thoughtSignature", "content.toolCall");
  }
}
