package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.Tool;
import java.util.List;

/**
 * Search of the web by the provider, which Anthropic ({@code web_search_20250305}), responses
 * ({@code web_search}) and Gemini ({@code googleSearch}) offer, each under a name of its own.
 */
public final class WebSearches {

  /** What Anthropic and responses call the search, and tool choices with them. */
  public static final String NAME = "web_search";

  private static final List<String> LISTS = List.of("allowed_domains", "blocked_domains");
  private static final List<String> KNOWN = List.of("type", "name", "filters", "user_location");

  private WebSearches() {}

  /** The tool for Anthropic. */
  public static JsonNode forAnthropic(Tool.WebSearch search, Drops drops) {
    if (search.dialect() == Dialect.ANTHROPIC_MESSAGES) {
      return search.json();
    }
    var tool = Trees.object().put("type", "web_search_20250305").put("name", NAME);
    JsonNode filters = filters(search);
    LISTS.stream().filter(filters::has).forEach(name -> tool.set(name, filters.get(name)));
    location(search, tool);
    dropRest(search, drops);
    return tool;
  }

  /** The tool for OpenAI responses. */
  public static JsonNode forResponses(Tool.WebSearch search, Drops drops) {
    if (search.dialect() == Dialect.OPENAI_RESPONSES) {
      return search.json();
    }
    var tool = Trees.object().put("type", NAME);
    JsonNode filters = filters(search);
    for (String name : LISTS) {
      if (filters.has(name)) {
        tool.withObject("/filters").set(name, filters.get(name));
      }
    }
    location(search, tool);
    dropRest(search, drops);
    return tool;
  }

  /**
   * The tool for Gemini, which has no lists of sites.
   *
   * @throws UnsupportedCallException if there is one
   */
  public static JsonNode forGemini(Tool.WebSearch search, Drops drops) {
    if (search.dialect() == Dialect.GEMINI) {
      return search.json();
    }
    JsonNode filters = filters(search);
    for (String name : LISTS) {
      if (!filters.path(name).isEmpty()) {
        throw new UnsupportedCallException(
            "tools."
                + name
                + ": "
                + filters.get(name)
                + " (expected: no list of sites, because Gemini's search has none)");
      }
    }
    drops.addIf(search.json().hasNonNull("user_location"), "tools.user_location");
    dropRest(search, drops);
    var tool = Trees.object();
    tool.putObject("googleSearch");
    return tool;
  }

  private static JsonNode filters(Tool.WebSearch search) {
    return search.json().has("filters") ? search.json().get("filters") : search.json();
  }

  private static void location(Tool.WebSearch search, ObjectNode tool) {
    JsonNode location = search.json().path("user_location");
    if (location.isObject()) {
      tool.set("user_location", location);
    }
  }

  private static void dropRest(Tool.WebSearch search, Drops drops) {
    JsonNode own = search.json();
    // Gemini's tool is an object within; the others are objects themselves.
    JsonNode fields = search.dialect() == Dialect.GEMINI ? own.iterator().next() : own;
    fields
        .properties()
        .forEach(
            field ->
                drops.addIf(
                    !KNOWN.contains(field.getKey())
                        && !LISTS.contains(field.getKey())
                        && !field.getValue().isNull(),
                    "tools." + field.getKey()));
  }
}
