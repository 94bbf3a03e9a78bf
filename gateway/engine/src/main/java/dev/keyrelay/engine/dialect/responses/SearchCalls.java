package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Searches of the web: items {@code web_search_call}, whose {@code action} says what is asked and,
 * where the client includes {@code web_search_call.action.sources}, what was found.
 */
final class SearchCalls {

  /** What asks for the pages that searches find. */
  static final String SOURCES = "web_search_call.action.sources";

  private SearchCalls() {}

  /** The search that an item tells of; opening a page that was found is none. */
  static Optional<Search> read(JsonNode item) {
    JsonNode action = item.has("action") ? item.get("action") : arguments(item);
    boolean search =
        item.path("type").asText().equals("web_search_call")
            && action.path("type").asText("search").equals("search");
    if (!search) {
      return Optional.empty();
    }
    var queries = new ArrayList<String>();
    action.path("queries").forEach(query -> queries.add(query.asText("")));
    if (queries.isEmpty() && action.path("query").isTextual()) {
      queries.add(action.get("query").textValue());
    }
    var pages = new ArrayList<Search.Page>();
    for (var source : action.path("sources")) {
      Optional.ofNullable(source.path("url").textValue())
          .ifPresent(
              url ->
                  pages.add(
                      new Search.Page(url, Optional.ofNullable(source.path("title").textValue()))));
    }
    return Optional.of(new Search(item.path("id").asText(""), queries, Optional.of(pages)));
  }

  /** What xAI says in the place of an action. */
  private static JsonNode arguments(JsonNode item) {
    return Trees.parseObject(item.path("arguments").asText("")).orElseGet(Trees::object);
  }

  /** The item of a search that another service runs or ran. */
  static ObjectNode write(Search search, String id) {
    var item =
        Trees.object()
            .put("type", "web_search_call")
            .put("id", "ws_" + id)
            .put("status", ResponseWriter.COMPLETED);
    var action = item.putObject("action").put("type", "search");
    action.put("query", String.join(", ", search.queries()));
    search.queries().forEach(action.putArray("queries")::add);
    search.found().ifPresent(pages -> found(item, pages));
    return item;
  }

  /** Adds what was found; titles are a field that OpenAI does not tell itself. */
  static void found(ObjectNode item, List<Search.Page> pages) {
    var sources = item.withObject("/action").putArray("sources");
    for (var page : pages) {
      Trees.put(
          sources.addObject().put("type", "url").put("url", page.url()), "title", page.title());
    }
  }
}
