package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.engine.dialect.wire.ClientError;
import dev.keyrelay.engine.dialect.wire.Codec.EventEncoder;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.FreeText;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.sse.SseEvent;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a stream of message events. Blocks are counted as they are written, and begin with their
 * first word, so that none is empty; the reason and the counts wait for the end.
 */
final class MessageEventWriter implements EventEncoder {

  private final ReplyOptions options;
  private final Drops drops;
  private final List<SseEvent> out = new ArrayList<>();
  private boolean started;
  private int index;
  private @Nullable Part part;
  private final StringBuilder freeText = new StringBuilder();
  private boolean begun;
  private @Nullable Opaque proof;
  private final List<JsonNode> cited = new ArrayList<>();
  private @Nullable TokenUsage usage;
  private Stop stop = Stop.of(Stop.Reason.END);

  MessageEventWriter(ReplyOptions options, Drops drops) {
    this.drops = drops;
    this.options = options;
  }

  @Override
  public List<SseEvent> encode(ChatEvent event) {
    switch (event) {
      case ChatEvent.Started e -> start(e);
      case ChatEvent.PartOpened e when e.candidate() == 0 -> open(e.part());
      case ChatEvent.TextDelta e when e.candidate() == 0 -> text(e.text());
      case ChatEvent.ArgumentsDelta e when e.candidate() == 0 -> {
        arguments(e.json());
      }
      case ChatEvent.Signed e when e.candidate() == 0 -> proof = e.opaque();
      case ChatEvent.Cited e when e.candidate() == 0 -> cite(e.citation());
      case ChatEvent.PartClosed e when e.candidate() == 0 -> close();
      case ChatEvent.CandidateFinished e when e.candidate() == 0 -> stop = e.stop();
      case ChatEvent.Usage e -> usage = e.usage();
      case ChatEvent.Finished _ -> finish();
      case ChatEvent.Failed e ->
          out.addAll(
              fail(ClientError.of(502, e.error().path("message").asText("upstream failed"))));
      case ChatEvent.PartOpened _,
          ChatEvent.TextDelta _,
          ChatEvent.ArgumentsDelta _,
          ChatEvent.Signed _,
          ChatEvent.Cited _,
          ChatEvent.PartClosed _,
          ChatEvent.CandidateFinished _ ->
          drops.add("choices");
      case ChatEvent.Logprobs _ -> drops.add("logprobs");
    }
    var events = List.copyOf(out);
    out.clear();
    return events;
  }

  @Override
  public List<SseEvent> fail(ClientError error) {
    return AnthropicErrors.SHAPE.events(error);
  }

  private void start(ChatEvent.Started e) {
    if (started) {
      return;
    }
    started = true;
    var message =
        Trees.object()
            .put("id", options.idWith("msg_", e.id()))
            .put("type", "message")
            .put("role", "assistant")
            .put("model", options.model());
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    var known = e.usage().filter(u -> u.input() > 0);
    message.set(
        "usage", MessageUsage.write(known.orElse(TokenUsage.of(options.estimatedInput(), 0))));
    send("message_start", event("message_start").set("message", message));
  }

  private void open(Part opened) {
    start(new ChatEvent.Started(Optional.empty(), "", OptionalLong.empty(), Optional.empty()));
    part = opened;
    begun = false;
    proof = null;
    switch (opened) {
      case Part.Text text -> text(text.text());
      case Part.Refusal refusal -> text(refusal.text());
      case Part.Thinking thinking -> {
        proof = thinking.opaque().orElse(null);
        text(thinking.text());
      }
      case Part.ToolCall call -> {
        call.signature().ifPresent(signature -> whole(BlockWriter.carrier(signature, call.id())));
        begin();
        arguments(call.arguments());
      }
      case Part.Native _ -> BlockWriter.said(opened, drops).forEach(this::whole);
      case Part.Media _ -> drops.add("content.media");
      case Part.ToolResult _ -> drops.add("content.tool_result");
    }
  }

  private void text(String text) {
    if (!text.isEmpty()) {
      boolean thought = part instanceof Part.Thinking;
      delta(thought ? "thinking_delta" : "text_delta", thought ? "thinking" : "text", text);
    }
  }

  /** Free text becomes JSON when it is whole. */
  private void arguments(String piece) {
    if (part instanceof Part.ToolCall call && call.custom()) {
      freeText.append(piece);
    } else if (!piece.isEmpty()) {
      delta("input_json_delta", "partial_json", piece);
    }
  }

  private void begin() {
    if (begun) {
      return;
    }
    begun = true;
    var block =
        switch (part) {
          case Part.Thinking _ ->
              Trees.object().put("type", "thinking").put("thinking", "").put("signature", "");
          case Part.ToolCall call ->
              Trees.object()
                  .put("type", "tool_use")
                  .put("id", call.id())
                  .put("name", call.name())
                  .set("input", Trees.object());
          case null, default -> Trees.object().put("type", "text").put("text", "");
        };
    send("content_block_start", indexed("content_block_start").set("content_block", block));
    tellCitations();
  }

  private void delta(String type, String field, String value) {
    begin();
    tellDelta(type, field, value);
  }

  private void tellDelta(String type, String field, String value) {
    var delta = Trees.object().put("type", type).put(field, value);
    send("content_block_delta", indexed("content_block_delta").set("delta", delta));
  }

  /** A citation may come before the words; of a text without any it has no place. */
  private void cite(Citation citation) {
    var written = Citations.write(citation);
    drops.addIf(written.isEmpty(), "content.citations");
    written.ifPresent(cited::add);
    if (begun) {
      tellCitations();
    }
  }

  private void tellCitations() {
    for (var citation : cited) {
      var delta = Trees.object().put("type", "citations_delta");
      delta.set("citation", citation);
      send("content_block_delta", indexed("content_block_delta").set("delta", delta));
    }
    cited.clear();
  }

  /** A proof that came with its thoughts closes them; that of another part gets its own block. */
  private void close() {
    Opaque opaque = proof;
    proof = null;
    drops.addIf(!cited.isEmpty(), "content.citations");
    cited.clear();
    if (part instanceof Part.ToolCall call && call.custom()) {
      delta("input_json_delta", "partial_json", FreeText.arguments(freeText.toString()).toString());
      freeText.setLength(0);
    }
    if (part instanceof Part.Thinking && opaque != null) {
      if (opaque.family() == Family.ANTHROPIC_REDACTED) {
        end();
        whole(BlockWriter.thinking(new Part.Thinking("", false, Optional.of(opaque))));
      } else {
        delta("signature_delta", "signature", Carrier.carry(opaque, Family.ANTHROPIC));
      }
    }
    end();
    if (opaque != null && part instanceof Part.ToolCall call) {
      whole(BlockWriter.carrier(opaque, call.id()));
    } else if (opaque != null && part instanceof Part.Text) {
      whole(BlockWriter.carrier(opaque, BlockWriter.OF_TEXT));
    }
    part = null;
  }

  private void end() {
    if (begun) {
      send("content_block_stop", indexed("content_block_stop"));
      index++;
      begun = false;
    }
  }

  /** The input of a tool always comes in a delta: the SDKs look for it nowhere else. */
  private void whole(ObjectNode block) {
    JsonNode input = block.has("input") ? block.replace("input", Trees.object()) : null;
    send("content_block_start", indexed("content_block_start").set("content_block", block));
    if (input != null) {
      tellDelta("input_json_delta", "partial_json", input.toString());
    }
    send("content_block_stop", indexed("content_block_stop"));
    index++;
  }

  private void finish() {
    start(new ChatEvent.Started(Optional.empty(), "", OptionalLong.empty(), Optional.empty()));
    var delta = Trees.object();
    StopReasons.write(delta, stop, drops);
    var last = event("message_delta");
    last.set("delta", delta);
    TokenUsage known = usage == null ? TokenUsage.of(options.estimatedInput(), 0) : usage;
    last.set("usage", MessageUsage.write(known));
    send("message_delta", last);
    out.add(AnthropicErrors.STOP);
  }

  private static ObjectNode event(String type) {
    return Trees.object().put("type", type);
  }

  private ObjectNode indexed(String type) {
    return event(type).put("index", index);
  }

  private void send(String name, JsonNode payload) {
    out.add(SseEvent.of(name, payload.toString()));
  }
}
