package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Opaque;
import dev.keyrelay.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** An output item that is being streamed: it tells its own events, and is whole at its end. */
final class OpenItem {

  private final Part part;
  private final String id;
  private final int index;
  private final BiConsumer<String, ObjectNode> say;
  private final StringBuilder text = new StringBuilder();
  private final List<Citation> citations = new ArrayList<>();
  private final List<Citation> unplaced = new ArrayList<>();
  private final ArrayNode chances = Trees.array();
  private Optional<Opaque> opaque = Optional.empty();
  private final boolean toldWhole;
  private boolean begun;

  OpenItem(Part part, String id, int index, BiConsumer<String, ObjectNode> say) {
    this.part = part;
    this.id = id;
    this.index = index;
    this.say = say;
    this.toldWhole = ClientTool.of(part).isPresent();
    switch (part) {
      case Part.ToolCall call -> {
        opaque = call.signature();
        begin();
        grow(call.arguments());
      }
      case Part.Thinking thinking -> {
        opaque = thinking.opaque();
        grow(thinking.text());
      }
      case Part.Text words -> {
        opaque = words.signature();
        grow(words.text());
        words.citations().forEach(this::cite);
      }
      case Part.Refusal refusal -> grow(refusal.text());
      case Part.Media _, Part.Native _, Part.ToolResult _ -> {}
    }
  }

  void sign(Opaque proof) {
    opaque = Optional.of(proof);
  }

  void chances(JsonNode logprobs) {
    logprobs.forEach(chances::add);
  }

  /** A citation without a place of its own waits until it is known how far the text goes. */
  void cite(Citation citation) {
    if (citation.end().isPresent()) {
      tell(citation);
    } else {
      unplaced.add(citation);
    }
  }

  private void tell(Citation citation) {
    begin();
    var annotation = Trees.array();
    OutputItems.annotate(annotation, List.of(citation), text.length());
    var event = event();
    event.remove("logprobs");
    event.put("annotation_index", citations.size()).set("annotation", annotation.get(0));
    say.accept("response.output_text.annotation.added", event);
    citations.add(citation);
  }

  void grow(String piece) {
    if (piece.isEmpty()) {
      return;
    }
    if (toldWhole) {
      text.append(piece);
      return;
    }
    begin();
    text.append(piece);
    say.accept(
        switch (part) {
          case Part.ToolCall call ->
              call.custom()
                  ? "response.custom_tool_call_input.delta"
                  : "response.function_call_arguments.delta";
          case Part.Thinking _ -> "response.reasoning_summary_text.delta";
          case Part.Refusal _ -> "response.refusal.delta";
          default -> "response.output_text.delta";
        },
        event().put("delta", piece));
  }

  private ObjectNode event() {
    var event = Trees.object().put("item_id", itemId()).put("output_index", index);
    return switch (part) {
      case Part.ToolCall _ -> event;
      case Part.Thinking _ -> event.put("summary_index", 0);
      case Part.Refusal _ -> event.put("content_index", 0);
      default -> {
        event.put("content_index", 0).putArray("logprobs");
        yield event;
      }
    };
  }

  private String itemId() {
    return switch (part) {
          case Part.ToolCall call -> call.custom() ? "ctc_" : "fc_";
          case Part.Thinking _ -> "rs_";
          default -> "msg_";
        }
        + id;
  }

  private void item(String type, ObjectNode item) {
    var event = Trees.object().put("output_index", index);
    event.set("item", item);
    say.accept(type, event);
  }

  private void part(String type, ObjectNode whole) {
    var event = event();
    event.remove("logprobs");
    event.set("part", whole);
    say.accept(type, event);
  }

  private void begin() {
    if (begun || toldWhole) {
      return;
    }
    begun = true;
    switch (part) {
      case Part.ToolCall call -> {
        var item = OutputItems.call(call).put("id", itemId()).put("status", "in_progress");
        item("response.output_item.added", item.put(call.custom() ? "input" : "arguments", ""));
      }
      case Part.Thinking _ -> {
        item("response.output_item.added", reasoning(""));
        part("response.reasoning_summary_part.added", summary(""));
      }
      default -> {
        var item = ResponseWriter.message(id, Trees.object()).put("status", "in_progress");
        item.putArray("content");
        item("response.output_item.added", item);
        part(
            "response.content_part.added",
            part instanceof Part.Refusal
                ? OutputItems.refusal("")
                : OutputItems.text("", List.of()));
      }
    }
  }

  private ObjectNode reasoning(String said) {
    return OutputItems.reasoning(new Part.Thinking(said, true, opaque), Optional.of(itemId()));
  }

  private static ObjectNode summary(String said) {
    return Trees.object().put("type", "summary_text").put("text", said);
  }

  private ObjectNode content(String said) {
    if (part instanceof Part.Refusal) {
      return OutputItems.refusal(said);
    }
    var text = OutputItems.text(said, citations);
    text.set("logprobs", chances.deepCopy());
    return text;
  }

  /** Whether it says that the model declined. */
  boolean declines() {
    return part instanceof Part.Refusal;
  }

  /**
   * Tells the end; the whole item, unless nothing was said.
   *
   * @param status whether it was cut off
   */
  Optional<ObjectNode> close(String status) {
    String said = text.toString();
    unplaced.forEach(this::tell);
    return switch (part) {
      case Part.ToolCall call -> Optional.of(closeCall(call, said, status));
      case Part.Thinking _ -> closeThought(said, status);
      default -> begun ? Optional.of(closeMessage(said, status)) : Optional.empty();
    };
  }

  private ObjectNode closeCall(Part.ToolCall call, String said, String status) {
    boolean none = said.isEmpty() && !call.custom();
    if (none) {
      grow("{}");
    }
    String arguments = none ? "{}" : said;
    if (!toldWhole) {
      say.accept(
          call.custom()
              ? "response.custom_tool_call_input.done"
              : "response.function_call_arguments.done",
          event().put(call.custom() ? "input" : "arguments", arguments));
    }
    var whole =
        new Part.ToolCall(
            call.id(),
            call.name(),
            arguments,
            call.custom(),
            call.namespace(),
            Optional.empty(),
            Optional.empty());
    var item = ResponseWriter.item(whole, id, new Drops()).orElseThrow().put("status", status);
    if (toldWhole) {
      item("response.output_item.added", item.deepCopy().put("status", "in_progress"));
    }
    item("response.output_item.done", item);
    return item;
  }

  private Optional<ObjectNode> closeThought(String said, String status) {
    if (said.isEmpty() && opaque.isEmpty()) {
      return Optional.empty();
    }
    var item = reasoning(said);
    if (status.equals(ResponseWriter.INCOMPLETE)) {
      item.put("status", status);
    }
    if (begun) {
      say.accept("response.reasoning_summary_text.done", event().put("text", said));
      part("response.reasoning_summary_part.done", summary(said));
    } else {
      item("response.output_item.added", item);
    }
    item("response.output_item.done", item);
    return Optional.of(item);
  }

  private ObjectNode closeMessage(String said, String status) {
    boolean refusal = part instanceof Part.Refusal;
    say.accept(
        refusal ? "response.refusal.done" : "response.output_text.done",
        event().put(refusal ? "refusal" : "text", said));
    part("response.content_part.done", content(said));
    var item = ResponseWriter.message(id, content(said)).put("status", status);
    item("response.output_item.done", item);
    return item;
  }

  /** The thought that carries the signature of a call or a text. */
  Optional<Part.Thinking> carrier() {
    return part instanceof Part.Thinking ? Optional.empty() : Carried.of(part, opaque);
  }
}
