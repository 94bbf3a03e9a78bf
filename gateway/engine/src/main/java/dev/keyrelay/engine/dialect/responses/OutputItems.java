package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Carrier;
import dev.keyrelay.engine.dialect.wire.ForeignMarks;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import java.util.List;
import java.util.Optional;

/** Items that a model makes, as they stand in an input and in an output. */
final class OutputItems {

  private OutputItems() {}

  /** Thoughts as a summary, with their proof bare or carried. */
  static ObjectNode reasoning(Part.Thinking thinking, Optional<String> id) {
    var item = Trees.object().put("type", "reasoning");
    Trees.put(item, "id", id);
    var summary = item.putArray("summary");
    if (!thinking.text().isEmpty()) {
      summary.addObject().put("type", "summary_text").put("text", thinking.text());
    }
    Trees.put(
        item,
        "encrypted_content",
        thinking.opaque().map(opaque -> Carrier.carry(opaque, Family.OPENAI)));
    return item;
  }

  static ObjectNode call(Part.ToolCall call) {
    var own = ClientTool.of(call);
    if (own.isPresent()) {
      return own.get().item(call);
    }
    var item =
        Trees.object()
            .put("type", call.custom() ? "custom_tool_call" : "function_call")
            .put("call_id", call.id())
            .put("name", call.name());
    Trees.put(item, "namespace", call.namespace());
    return call.custom()
        ? item.put("input", call.arguments())
        : item.put("arguments", call.arguments().isEmpty() ? "{}" : call.arguments());
  }

  static ObjectNode text(String text, List<Citation> citations) {
    var part = Trees.object().put("type", "output_text").put("text", text);
    annotate(part.putArray("annotations"), citations, text.length());
    part.putArray("logprobs");
    return part;
  }

  static ObjectNode refusal(String text) {
    return Trees.object().put("type", "refusal").put("refusal", text);
  }

  /**
   * Adds annotations for citations of pages, and of documents: as of files, which OpenAI must not
   * be shown, with the title for a name.
   *
   * @param length how many characters the text has: without a place of its own, a citation is of
   *     all
   */
  static void annotate(ArrayNode annotations, List<Citation> citations, int length) {
    for (var citation : citations) {
      int end = citation.end().orElse(length);
      citation
          .url()
          .ifPresentOrElse(
              url ->
                  annotations
                      .addObject()
                      .put("type", "url_citation")
                      .put("url", url)
                      .put("title", citation.title().orElse(""))
                      .put("start_index", citation.start().orElse(0))
                      .put("end_index", end),
              () ->
                  annotations
                      .addObject()
                      .put("type", "file_citation")
                      .put("file_id", ForeignMarks.MADE)
                      .put("filename", citation.title().orElse(""))
                      .put("index", end));
    }
  }
}
