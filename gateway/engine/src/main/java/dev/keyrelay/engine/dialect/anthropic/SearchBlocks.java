package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ForeignMarks;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Searches of the web: a block {@code server_tool_use} with what is asked, and after it {@code
 * web_search_tool_result} with the pages (Anthropic's page on the web search tool). What another
 * service found has no {@code encrypted_content}; a mark in its place, and in the id, tells that
 * the blocks must not be shown to Anthropic.
 */
final class SearchBlocks {

  private static final String NAME = "web_search";

  private SearchBlocks() {}

  /** The search that a block tells of. */
  static Optional<Search> read(JsonNode block) {
    String type = block.path("type").asText();
    if (type.equals("server_tool_use") && block.path("name").asText().equals(NAME)) {
      var queries = texts(block.path("input").path("query"));
      return Optional.of(new Search(block.path("id").asText(""), queries, Optional.empty()));
    }
    JsonNode results = block.path("content");
    return type.equals("web_search_tool_result") && results.isArray()
        ? Optional.of(
            new Search(
                block.path("tool_use_id").asText(""), List.of(), Optional.of(pages(results))))
        : Optional.empty();
  }

  private static List<String> texts(JsonNode query) {
    return query.isTextual() ? List.of(query.textValue()) : List.of();
  }

  private static List<Search.Page> pages(JsonNode results) {
    var pages = new ArrayList<Search.Page>();
    for (var result : results) {
      var title = Optional.ofNullable(result.path("title").textValue());
      Optional.ofNullable(result.path("url").textValue())
          .ifPresent(url -> pages.add(new Search.Page(url, title)));
    }
    return pages;
  }

  /** The blocks of a search that another service ran. */
  static List<ObjectNode> write(Search search) {
    String id = ForeignMarks.MADE_SEARCH + TurnsWriter.safe(search.id());
    var asked = Trees.object().put("type", "server_tool_use").put("id", id).put("name", NAME);
    asked.putObject("input").put("query", String.join(", ", search.queries()));
    asked.putObject("caller").put("type", "direct");
    var told = Trees.object().put("type", "web_search_tool_result").put("tool_use_id", id);
    told.putObject("caller").put("type", "direct");
    var content = told.putArray("content");
    for (var page : search.found().orElse(List.of())) {
      content
          .addObject()
          .put("type", "web_search_result")
          .put("url", page.url())
          .put("title", page.title().orElse(page.url()))
          .put("encrypted_content", ForeignMarks.MADE)
          .putNull("page_age");
    }
    return List.of(asked, told);
  }
}
