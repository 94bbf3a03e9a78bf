package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads content blocks. */
final class BlockReader {

  /** What a piece of Anthropic's own that is told in words says by them, or is known by. */
  private static final String[] SPOKEN = {
    "id", "name", "input", "tool_use_id", "content", "title", "source", "caller"
  };

  private final Drops drops;

  BlockReader(Drops drops) {
    this.drops = drops;
  }

  List<Part> read(JsonNode content, String path) {
    if (!content.isArray()) {
      throw new UnsupportedCallException(
          path + ": " + content + " (expected: a string or a list of blocks)");
    }
    var parts = new ArrayList<Part>();
    var signatures = new HashMap<String, Opaque>();
    for (var node : content) {
      if (!carriesSignature(node, signatures)) {
        parts.add(block(new Fields(node, path), node));
      }
    }
    return signatures.isEmpty() ? parts : signed(parts, signatures);
  }

  /** A block in which this gateway let the client keep the signature of a call or a text. */
  private static boolean carriesSignature(JsonNode node, Map<String, Opaque> signatures) {
    if (!node.path("type").asText().equals("redacted_thinking")) {
      return false;
    }
    var carried = Carrier.carried(node.path("data").asText());
    carried
        .flatMap(Opaque::id)
        .ifPresent(
            id ->
                signatures.put(
                    id,
                    new Opaque(carried.get().family(), carried.get().value(), Optional.empty())));
    return carried.flatMap(Opaque::id).isPresent();
  }

  private static List<Part> signed(List<Part> parts, Map<String, Opaque> signatures) {
    var result = new ArrayList<Part>();
    for (var part : parts.reversed()) {
      result.addFirst(
          switch (part) {
            case Part.ToolCall call when signatures.containsKey(call.id()) ->
                BlockWriter.signed(call, signatures.remove(call.id()));
            case Part.Text text when signatures.containsKey(BlockWriter.OF_TEXT) ->
                new Part.Text(
                    text.text(),
                    text.citations(),
                    text.cacheControl(),
                    Optional.ofNullable(signatures.remove(BlockWriter.OF_TEXT)));
            default -> part;
          });
    }
    return result;
  }

  Part block(Fields block, JsonNode node) {
    var part =
        switch (block.text("type").orElse("text")) {
          case "text" ->
              new Part.Text(
                  block.text("text").orElse(""),
                  block.list("citations").stream().map(Citations::read).toList(),
                  block.node("cache_control"),
                  Optional.empty());
          case "image" -> MediaBlocks.read(Part.Media.Kind.IMAGE, block);
          case "document" -> MediaBlocks.read(Part.Media.Kind.DOCUMENT, block);
          case "thinking" -> thinking(block);
          case "redacted_thinking" ->
              new Part.Thinking(
                  "",
                  false,
                  Optional.of(
                      Carrier.unpack(
                          block.needText("data"), Family.ANTHROPIC_REDACTED, Optional.empty())));
          case "tool_use" -> call(block);
          case "tool_result" -> result(block);
          default ->
              new Part.Native(
                  Dialect.ANTHROPIC_MESSAGES,
                  node,
                  Citations.spoken(node),
                  SearchBlocks.read(node));
        };
    if (part instanceof Part.Native other) {
      boolean dated = node.path("content").valueStream().anyMatch(p -> p.hasNonNull("page_age"));
      drops.addIf(dated, block.path("content") + ".page_age");
      other.text().ifPresent(_ -> block.ignore(SPOKEN));
      if (other.text().isEmpty()) {
        return part;
      }
    }
    block.dropRest(drops);
    return part;
  }

  private static Part thinking(Fields block) {
    var opaque =
        block
            .text("signature")
            .filter(signature -> !signature.isEmpty())
            .map(signature -> Carrier.unpack(signature, Family.ANTHROPIC, Optional.empty()));
    boolean summary = opaque.filter(o -> o.family() == Family.OPENAI).isPresent();
    return new Part.Thinking(block.text("thinking").orElse(""), summary, opaque);
  }

  /** What code that Anthropic ran called is a call all the same: its result will come. */
  private Part call(Fields block) {
    boolean direct =
        block.node("caller").map(c -> c.path("type").asText().equals("direct")).orElse(true);
    drops.addIf(!direct, block.path("caller"));
    return new Part.ToolCall(
        block.needText("id"),
        block.needText("name"),
        block.node("input").map(JsonNode::toString).orElse("{}"),
        false,
        Optional.empty(),
        Optional.empty(),
        block.node("cache_control"));
  }

  private Part result(Fields block) {
    var content = block.node("content");
    List<Part> parts =
        content
            .map(
                c ->
                    c.isTextual()
                        ? List.<Part>of(Part.Text.of(c.textValue()))
                        : read(c, block.path("content")))
            .orElse(List.of());
    return new Part.ToolResult(
        block.needText("tool_use_id"),
        Optional.empty(),
        parts,
        block.flag("is_error").orElse(false),
        false,
        block.node("cache_control"));
  }
}
