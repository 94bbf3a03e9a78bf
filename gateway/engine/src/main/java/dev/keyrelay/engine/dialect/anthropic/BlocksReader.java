package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.ChatEvent;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the blocks of one stream. Blocks of several services overlap; here they go on one after
 * the other, in the order in which they began: what a later block says waits for the earlier one's
 * end.
 */
final class BlocksReader {

  private static final class Block {
    /** Absent for a piece of Anthropic's own, which goes on whole. */
    private final Optional<Part> part;

    private final JsonNode begin;
    private final List<ChatEvent> waiting = new ArrayList<>();
    private final StringBuilder input = new StringBuilder();
    private final StringBuilder summary = new StringBuilder();
    private boolean argued;
    private boolean stopped;

    Block(Optional<Part> part, JsonNode begin) {
      this.part = part;
      this.begin = begin;
    }
  }

  private final LinkedHashMap<Integer, Block> open = new LinkedHashMap<>();
  private final Drops drops;

  BlocksReader(Drops drops) {
    this.drops = drops;
  }

  void start(int index, JsonNode begin, List<ChatEvent> out) {
    if (open.containsKey(index)) {
      return;
    }
    var block = new Block(opened(begin), begin);
    open.put(index, block);
    block.part.ifPresent(part -> say(index, block, new ChatEvent.PartOpened(0, part), out));
    String text = begin.path(begin.has("thinking") ? "thinking" : "text").asText("");
    if (block.part.isPresent() && !text.isEmpty()) {
      say(index, block, new ChatEvent.TextDelta(0, text), out);
    }
    for (var citation : begin.path("citations")) {
      say(index, block, new ChatEvent.Cited(0, Citations.read(citation)), out);
    }
  }

  private static Optional<Part> opened(JsonNode begin) {
    return switch (begin.path("type").asText()) {
      case "text" -> Optional.of(Part.Text.of(""));
      case "thinking" ->
          Optional.of(
              new Part.Thinking(
                  "",
                  false,
                  Optional.ofNullable(begin.path("signature").textValue())
                      .filter(signature -> !signature.isEmpty())
                      .map(s -> new Opaque(Opaque.Family.ANTHROPIC, s, Optional.empty()))));
      case "redacted_thinking" ->
          Optional.of(
              new Part.Thinking(
                  "",
                  false,
                  Optional.of(
                      new Opaque(
                          Opaque.Family.ANTHROPIC_REDACTED,
                          begin.path("data").asText(""),
                          Optional.empty()))));
      case "tool_use" ->
          Optional.of(
              new Part.ToolCall(
                  begin.path("id").asText(""),
                  begin.path("name").asText(""),
                  "",
                  false,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()));
      default -> Optional.empty();
    };
  }

  void delta(int index, JsonNode delta, List<ChatEvent> out) {
    var block = open.get(index);
    if (block == null || block.stopped) {
      return;
    }
    switch (delta.path("type").asText()) {
      case "text_delta" -> text(index, block, delta.path("text").asText(""), out);
      case "thinking_delta" -> text(index, block, delta.path("thinking").asText(""), out);
      case "input_json_delta" -> input(index, block, delta.path("partial_json").asText(""), out);
      case "signature_delta" ->
          say(
              index,
              block,
              new ChatEvent.Signed(
                  0,
                  new Opaque(
                      Opaque.Family.ANTHROPIC,
                      delta.path("signature").asText(""),
                      Optional.empty())),
              out);
      case "citations_delta" ->
          say(index, block, new ChatEvent.Cited(0, Citations.read(delta.path("citation"))), out);
      case "compaction_delta" -> {
        block.summary.append(delta.path("content").asText(""));
        drops.addIf(delta.hasNonNull("encrypted_content"), "content.encrypted_content");
      }
      default -> {}
    }
  }

  private void text(int index, Block block, String text, List<ChatEvent> out) {
    if (!text.isEmpty() && block.part.isPresent()) {
      say(index, block, new ChatEvent.TextDelta(0, text), out);
    }
  }

  private void input(int index, Block block, String piece, List<ChatEvent> out) {
    if (block.part.isEmpty()) {
      block.input.append(piece);
    } else if (!piece.isEmpty()) {
      block.argued = true;
      say(index, block, new ChatEvent.ArgumentsDelta(0, piece), out);
    }
  }

  void stop(int index, List<ChatEvent> out) {
    var block = open.get(index);
    if (block == null || block.stopped) {
      return;
    }
    JsonNode input = block.begin.path("input");
    if (block.part.isPresent() && !block.argued && !input.isEmpty()) {
      say(index, block, new ChatEvent.ArgumentsDelta(0, input.toString()), out);
    }
    if (block.part.isEmpty()) {
      say(index, block, new ChatEvent.PartOpened(0, whole(block)), out);
    }
    say(index, block, new ChatEvent.PartClosed(0), out);
    block.stopped = true;
    goOn(out);
  }

  private Part whole(Block block) {
    ObjectNode node = block.begin.deepCopy();
    if (!block.input.isEmpty()) {
      Trees.parseObject(block.input.toString()).ifPresent(input -> node.set("input", input));
    }
    if (!block.summary.isEmpty()) {
      node.put("content", block.summary.toString());
    }
    return new BlockReader(drops).block(new Fields(node, "content"), node);
  }

  void stopAll(List<ChatEvent> out) {
    List.copyOf(open.keySet()).forEach(index -> stop(index, out));
  }

  private void say(int index, Block block, ChatEvent event, List<ChatEvent> out) {
    Integer first = first();
    if (first != null && first == index) {
      out.add(event);
    } else {
      block.waiting.add(event);
    }
  }

  private @Nullable Integer first() {
    return open.isEmpty() ? null : open.firstEntry().getKey();
  }

  /** Lets the blocks speak that waited for the ones which have ended. */
  private void goOn(List<ChatEvent> out) {
    while (!open.isEmpty() && open.firstEntry().getValue().stopped) {
      open.pollFirstEntry();
      if (!open.isEmpty()) {
        var next = open.firstEntry().getValue();
        out.addAll(next.waiting);
        next.waiting.clear();
      }
    }
  }
}
