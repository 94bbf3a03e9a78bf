package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.FreeText;
import dev.keyrelay.engine.dialect.wire.NativePieces;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import java.util.Optional;

/** Writes parts of what a model said, for a client. */
final class SaidParts {

  private SaidParts() {}

  /** The part; absent if it says nothing here. */
  static Optional<ObjectNode> write(Part said, Drops drops) {
    return switch (said) {
      case Part.Text text ->
          text.text().isEmpty() && text.signature().isEmpty()
              ? Optional.empty()
              : Optional.of(signed(text(text.text()), text.signature()));
      case Part.Refusal refusal -> Optional.of(text(refusal.text()));
      case Part.Thinking thinking ->
          Optional.of(signed(text(thinking.text()).put("thought", true), thinking.opaque()));
      case Part.ToolCall call -> Optional.of(signed(call(call), call.signature()));
      case Part.Media media -> media(media, drops);
      // What was searched for and found stands beside the parts.
      case Part.Native other when other.search().isPresent() -> Optional.empty();
      case Part.Native other when other.dialect() == Dialect.GEMINI ->
          Optional.of(other.json().deepCopy());
      case Part.Native other -> {
        drops.addIf(other.text().isEmpty(), "content." + NativePieces.kind(other));
        yield other.text().map(words -> text(words + "\n\n"));
      }
      case Part.ToolResult _ -> {
        drops.add("content.tool_result");
        yield Optional.empty();
      }
    };
  }

  /** Whether a part is text and nothing else. */
  static boolean isText(ObjectNode part) {
    return part.size() == 1 && part.has("text");
  }

  static ObjectNode text(String text) {
    return Trees.object().put("text", text);
  }

  private static ObjectNode signed(ObjectNode part, Optional<Opaque> signature) {
    Signatures.write(part, signature);
    return part;
  }

  private static Optional<ObjectNode> media(Part.Media media, Drops drops) {
    try {
      return Optional.of(MediaParts.write(media));
    } catch (UnsupportedCallException foreignFile) {
      drops.add("content.media");
      return Optional.empty();
    }
  }

  /** A call; arguments that are no object are kept as text in one. */
  static ObjectNode call(Part.ToolCall call) {
    var part = Trees.object();
    var inner = part.putObject("functionCall").put("id", call.id()).put("name", call.name());
    inner.set(
        "args",
        call.custom()
            ? FreeText.arguments(call.arguments())
            : Trees.parseObject(call.arguments())
                .orElseGet(() -> Trees.object().put("invalid_json", call.arguments())));
    return part;
  }
}
