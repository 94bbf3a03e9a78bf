package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ForeignMarks;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Citation;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;

/** Citations of text blocks, and what results of searches say. */
final class Citations {

  private Citations() {}

  static Citation read(JsonNode node) {
    return new Citation(
        text(node, "url").or(() -> text(node, "source").filter(source -> source.contains("://"))),
        text(node, "title").or(() -> text(node, "source")).or(() -> document(node)),
        text(node, "cited_text"),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Dialect.ANTHROPIC_MESSAGES,
        node);
  }

  /**
   * What a cited document of the request is called, and its pages, of which the end is exclusive.
   */
  private static Optional<String> document(JsonNode node) {
    if (!node.has("document_index")) {
      return Optional.empty();
    }
    String title =
        text(node, "document_title")
            .orElseGet(() -> "document " + (node.get("document_index").asInt() + 1));
    int first = node.path("start_page_number").asInt();
    int last = node.path("end_page_number").asInt() - 1;
    String pages = first == 0 ? "" : ", page " + first + (last > first ? "–" + last : "");
    return Optional.of(title + pages);
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.ofNullable(node.path(name).textValue());
  }

  /** A citation of another dialect becomes one of a web page, if it names one. */
  static Optional<JsonNode> write(Citation citation) {
    if (citation.dialect() == Dialect.ANTHROPIC_MESSAGES) {
      return Optional.of(citation.json());
    }
    return citation
        .url()
        .map(
            url -> {
              ObjectNode node =
                  Trees.object()
                      .put("type", "web_search_result_location")
                      .put("url", url)
                      .put("title", citation.title().orElse(null))
                      .put("cited_text", citation.quote().orElse(""))
                      .put("encrypted_index", ForeignMarks.MADE);
              return node;
            });
  }

  /** What a block of Anthropic's own says in words: its text, or the pages that a search found. */
  static Optional<String> spoken(JsonNode block) {
    JsonNode content = block.path("content");
    if (content.isTextual()) {
      return Optional.of(content.textValue());
    }
    if (content.path("stdout").isTextual()) {
      int code = content.path("return_code").asInt();
      return Optional.of(
          content.get("stdout").textValue()
              + content.path("stderr").asText("")
              + (code == 0 ? "" : "\n(exit code " + code + ")"));
    }
    var lines = new ArrayList<String>();
    if (block.path("type").asText().equals("search_result")) {
      String source = block.path("source").asText("");
      lines.add(text(block, "title").map(title -> title + ": ").orElse("") + source);
    }
    for (var piece : content.isArray() ? content : Trees.array()) {
      text(piece, "text").ifPresent(lines::add);
      text(piece, "url")
          .ifPresent(url -> lines.add(text(piece, "title").map(t -> t + ": ").orElse("") + url));
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
  }
}
