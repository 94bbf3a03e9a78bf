package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.FreeText;
import dev.keyrelay.engine.dialect.wire.NativePieces;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes content blocks. */
final class BlockWriter {

  /** Whose signature a carrier block holds, if it is that of a text. */
  static final String OF_TEXT = "text";

  private BlockWriter() {}

  static Part.ToolCall signed(Part.ToolCall call, Opaque signature) {
    return new Part.ToolCall(
        call.id(),
        call.name(),
        call.arguments(),
        call.custom(),
        call.namespace(),
        Optional.of(signature),
        call.cacheControl());
  }

  /** The blocks for a client of what a model said; empty for an empty text. */
  static List<ObjectNode> said(Part part, Drops drops) {
    return switch (part) {
      case Part.Text text -> {
        var blocks = new ArrayList<ObjectNode>();
        text(text, drops).ifPresent(blocks::add);
        text.signature().ifPresent(signature -> blocks.add(carrier(signature, OF_TEXT)));
        yield blocks;
      }
      case Part.Refusal refusal -> text(Part.Text.of(refusal.text()), drops).stream().toList();
      case Part.Thinking thinking -> List.of(thinking(thinking));
      case Part.ToolCall call -> {
        var blocks = new ArrayList<ObjectNode>();
        call.signature().ifPresent(signature -> blocks.add(carrier(signature, call.id())));
        blocks.add(call(call, call.id()));
        yield blocks;
      }
      case Part.Native other -> {
        if (other.dialect() == Dialect.ANTHROPIC_MESSAGES) {
          yield List.of(other.json().deepCopy());
        }
        yield other.search().map(SearchBlocks::write).orElseGet(() -> spoken(other, drops));
      }
      case Part.Media media -> List.of(MediaBlocks.write(media));
      case Part.ToolResult _ -> List.of();
    };
  }

  /** What a piece of another dialect says in words. */
  static List<ObjectNode> spoken(Part.Native other, Drops drops) {
    drops.addIf(other.text().isEmpty(), "content." + NativePieces.kind(other));
    return other.text().flatMap(words -> text(Part.Text.of(words), drops)).stream().toList();
  }

  /** A text block; absent for an empty text, which Anthropic refuses. */
  static Optional<ObjectNode> text(Part.Text text, Drops drops) {
    if (text.text().isEmpty()) {
      drops.addIf(!text.citations().isEmpty(), "content.citations");
      return Optional.empty();
    }
    var block = Trees.object().put("type", "text").put("text", text.text());
    var citations = Trees.array();
    for (var citation : text.citations()) {
      var written = Citations.write(citation);
      drops.addIf(written.isEmpty(), "content.citations");
      written.ifPresent(citations::add);
    }
    if (!citations.isEmpty()) {
      block.set("citations", citations);
    }
    Trees.set(block, "cache_control", text.cacheControl());
    return Optional.of(block);
  }

  /** A block of thoughts, with the proof bare or carried. */
  static ObjectNode thinking(Part.Thinking thinking) {
    var opaque = thinking.opaque();
    boolean redacted = opaque.filter(o -> o.family() == Family.ANTHROPIC_REDACTED).isPresent();
    return redacted
        ? Trees.object().put("type", "redacted_thinking").put("data", opaque.get().value())
        : Trees.object()
            .put("type", "thinking")
            .put("thinking", thinking.text())
            .put("signature", opaque.map(o -> Carrier.carry(o, Family.ANTHROPIC)).orElse(""));
  }

  /** A block in which the client keeps the signature of a call or a text for another family. */
  static ObjectNode carrier(Opaque signature, String owner) {
    var owned = new Opaque(signature.family(), signature.value(), Optional.of(owner));
    return Trees.object()
        .put("type", "redacted_thinking")
        .put("data", Carrier.carry(owned, Family.ANTHROPIC_REDACTED));
  }

  /** A call; arguments that are no object are kept as text in one. */
  static ObjectNode call(Part.ToolCall call, String id) {
    var block = Trees.object().put("type", "tool_use").put("id", id).put("name", call.name());
    block.set(
        "input",
        call.custom()
            ? FreeText.arguments(call.arguments())
            : Trees.parseObject(call.arguments())
                .orElseGet(() -> Trees.object().put("invalid_json", call.arguments())));
    Trees.set(block, "cache_control", call.cacheControl());
    return block;
  }
}
