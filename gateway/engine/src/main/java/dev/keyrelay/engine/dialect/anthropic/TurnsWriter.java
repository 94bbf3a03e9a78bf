package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.NativePieces;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes turns as messages: system turns before the conversation become {@code system}, later ones
 * stay in their place in the words of the user; turns of one role become one message; results come
 * first in theirs.
 */
final class TurnsWriter {

  /** What a request holds of its turns. */
  record Written(JsonNode system, ArrayNode messages) {}

  private final Drops drops;
  private final ArrayNode system = Trees.array();
  private final ArrayNode messages = Trees.array();
  private final List<ObjectNode> results = new ArrayList<>();
  private final List<ObjectNode> blocks = new ArrayList<>();
  private Turn.Role role = Turn.Role.SYSTEM;

  TurnsWriter(Drops drops) {
    this.drops = drops;
  }

  Written write(List<Turn> turns) {
    for (var turn : turns) {
      drops.addIf(turn.name().isPresent(), "messages.name");
      boolean instruction = turn.role() == Turn.Role.SYSTEM || turn.role() == Turn.Role.DEVELOPER;
      if (instruction && messages.isEmpty() && results.isEmpty() && blocks.isEmpty()) {
        turn.parts().forEach(part -> request(part).forEach(system::add));
      } else {
        change(turn.role() == Turn.Role.ASSISTANT ? Turn.Role.ASSISTANT : Turn.Role.USER);
        for (var part : turn.parts()) {
          boolean shown = part instanceof Part.Media && turn.role() == Turn.Role.ASSISTANT;
          drops.addIf(shown, "messages.content.media");
          if (!shown) {
            (part instanceof Part.ToolResult ? results : blocks)
                .addAll(instruction ? instruction(part) : request(part));
          }
        }
      }
    }
    change(Turn.Role.SYSTEM);
    if (messages.isEmpty() && !system.isEmpty()) {
      // Anthropic demands a message.
      messages.addObject().put("role", "user").set("content", plain(system));
      return new Written(Trees.array(), messages);
    }
    return new Written(plain(system), messages);
  }

  private void change(Turn.Role next) {
    if (next == role) {
      return;
    }
    if (!results.isEmpty() || !blocks.isEmpty()) {
      var content = Trees.array();
      results.forEach(content::add);
      blocks.forEach(content::add);
      messages
          .addObject()
          .put("role", role == Turn.Role.ASSISTANT ? "assistant" : "user")
          .set("content", plain(content));
      results.clear();
      blocks.clear();
    }
    role = next;
  }

  /** A text alone is a string. */
  private static JsonNode plain(ArrayNode content) {
    boolean text =
        content.size() == 1
            && content.get(0).path("type").asText().equals("text")
            && content.get(0).size() == 2;
    return text ? content.get(0).get("text") : content;
  }

  private static List<ObjectNode> instruction(Part part) {
    return part instanceof Part.Text text && !text.text().isBlank()
        ? BlockWriter.text(
                new Part.Text(
                    "<system>\n" + text.text() + "\n</system>",
                    List.of(),
                    text.cacheControl(),
                    Optional.empty()),
                new Drops())
            .stream()
            .toList()
        : List.of();
  }

  /** The blocks of a part for Anthropic, to which only its own proofs may be shown. */
  private List<ObjectNode> request(Part part) {
    return switch (part) {
      case Part.Thinking thinking -> {
        boolean own = ThinkingWriter.ownThought(thinking);
        drops.addIf(!own, "messages.content.thinking");
        yield own ? List.of(BlockWriter.thinking(thinking)) : List.of();
      }
      case Part.ToolCall call -> {
        drops.addIf(call.signature().isPresent(), "messages.signature");
        yield List.of(BlockWriter.call(call, safe(call.id())));
      }
      case Part.ToolResult result -> List.of(result(result));
      // Anthropic refuses a block of nothing but space.
      case Part.Text text when text.text().isBlank() -> List.of();
      case Part.Text text -> BlockWriter.text(cited(text), drops).stream().toList();
      case Part.Native other when other.dialect() != Dialect.ANTHROPIC_MESSAGES -> {
        drops.addIf(other.text().isEmpty(), "messages.content." + NativePieces.kind(other));
        yield BlockWriter.spoken(other, new Drops());
      }
      case Part.Native other -> List.of(other.json().deepCopy());
      case Part.Media media -> {
        drops.addIf(media.detail().isPresent(), "messages.content.detail");
        yield List.of(MediaBlocks.write(media));
      }
      case Part.Refusal refusal -> BlockWriter.said(refusal, drops);
    };
  }

  /** Anthropic refuses citations that it has not made. */
  private Part.Text cited(Part.Text text) {
    var own =
        text.citations().stream().filter(c -> c.dialect() == Dialect.ANTHROPIC_MESSAGES).toList();
    drops.addIf(own.size() < text.citations().size(), "messages.content.citations");
    return new Part.Text(text.text(), own, text.cacheControl(), text.signature());
  }

  private ObjectNode result(Part.ToolResult result) {
    var block = Trees.object().put("type", "tool_result").put("tool_use_id", safe(result.callId()));
    var content = Trees.array();
    result.content().forEach(part -> request(part).forEach(content::add));
    if (!content.isEmpty()) {
      block.set("content", plain(content));
    }
    if (result.error()) {
      block.put("is_error", true);
    }
    Trees.set(block, "cache_control", result.cacheControl());
    return block;
  }

  /** Anthropic takes ids of letters, digits, underscore and hyphen. */
  static String safe(String id) {
    return id.replaceAll("[^a-zA-Z0-9_-]", "_");
  }
}
