package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Search;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a candidate's statements come from, both ways: {@code groundingMetadata} with what was
 * searched for, the pages, and the statements that they support, and {@code citationMetadata}.
 */
final class Grounding {

  /** The field of a candidate. */
  static final String FIELD = "groundingMetadata";

  private Grounding() {}

  /**
   * The citations of a candidate.
   *
   * @param text the words in which cited statements are looked for: Google counts their places in
   *     bytes of a part
   */
  static List<Citation> read(JsonNode candidate, String text) {
    JsonNode metadata = candidate.path(FIELD);
    var pages = new ArrayList<Citation>();
    for (var chunk : metadata.path("groundingChunks")) {
      JsonNode page = chunk.isEmpty() ? chunk : chunk.iterator().next();
      pages.add(citation(page, chunk));
    }
    var citations = new ArrayList<>(placed(pages, metadata.path("groundingSupports"), text));
    JsonNode cited = candidate.path("citationMetadata");
    for (String list : List.of("citationSources", "citations")) {
      cited.path(list).forEach(source -> citations.add(citation(source, source)));
    }
    return citations.stream().filter(citation -> citation.url().isPresent()).toList();
  }

  /** Each page with each statement that it supports, or alone if it is told of none. */
  private static List<Citation> placed(List<Citation> pages, JsonNode supports, String text) {
    var places = new LinkedHashMap<Integer, List<Citation>>();
    int from = 0;
    for (var support : supports) {
      String statement = support.path("segment").path("text").asText("");
      int start = statement.isEmpty() ? -1 : text.indexOf(statement, from);
      if (start < 0) {
        continue;
      }
      from = start;
      for (var index : support.path("groundingChunkIndices")) {
        if (index.asInt(-1) >= 0 && index.asInt() < pages.size()) {
          places
              .computeIfAbsent(index.asInt(), _ -> new ArrayList<>())
              .add(at(pages.get(index.asInt()), start, start + statement.length()));
        }
      }
    }
    var all = new ArrayList<Citation>();
    for (int i = 0; i < pages.size(); i++) {
      all.addAll(places.getOrDefault(i, List.of(pages.get(i))));
    }
    return all;
  }

  private static Citation at(Citation page, int start, int end) {
    return new Citation(
        page.url(),
        page.title(),
        page.quote(),
        OptionalInt.of(start),
        OptionalInt.of(end),
        page.dialect(),
        page.json());
  }

  private static Citation citation(JsonNode page, JsonNode json) {
    return new Citation(
        Optional.ofNullable(page.path("uri").textValue()),
        Optional.ofNullable(page.path("title").textValue()),
        Optional.empty(),
        position(page, "startIndex"),
        position(page, "endIndex"),
        Dialect.GEMINI,
        json);
  }

  private static OptionalInt position(JsonNode page, String name) {
    return page.path(name).isInt()
        ? OptionalInt.of(page.get(name).intValue())
        : OptionalInt.empty();
  }

  /**
   * The search that Google ran for a candidate.
   *
   * @param id what to call it
   */
  static Optional<Part.Native> search(JsonNode candidate, String id) {
    JsonNode metadata = candidate.path(FIELD);
    var queries = new ArrayList<String>();
    metadata.path("webSearchQueries").forEach(query -> queries.add(query.asText("")));
    if (queries.isEmpty()) {
      return Optional.empty();
    }
    var pages = new ArrayList<Search.Page>();
    for (var chunk : metadata.path("groundingChunks")) {
      JsonNode web = chunk.path("web");
      Optional.ofNullable(web.path("uri").textValue())
          .ifPresent(
              url ->
                  pages.add(
                      new Search.Page(url, Optional.ofNullable(web.path("title").textValue()))));
    }
    ObjectNode json = Trees.object().set(FIELD, metadata);
    return Optional.of(
        new Part.Native(
            Dialect.GEMINI,
            json,
            Optional.empty(),
            Optional.of(new Search(id, queries, Optional.of(pages)))));
  }

  /**
   * Puts what was searched for, and the pages that are cited or were found, into a candidate;
   * citations without an address are left out.
   */
  static void write(ObjectNode candidate, List<Citation> citations, List<Part.Native> searches) {
    var own = searches.stream().filter(search -> search.dialect() == Dialect.GEMINI).findFirst();
    if (own.isPresent()) {
      candidate.set(FIELD, own.get().json().get(FIELD));
      return;
    }
    var pages = new LinkedHashMap<String, Optional<String>>();
    citations.forEach(c -> c.url().ifPresent(url -> pages.putIfAbsent(url, c.title())));
    var queries = Trees.array();
    for (var search : searches) {
      var told = search.search().orElseThrow();
      told.queries().forEach(queries::add);
      told.found()
          .ifPresent(found -> found.forEach(page -> pages.putIfAbsent(page.url(), page.title())));
    }
    var metadata = Trees.object();
    if (!queries.isEmpty()) {
      metadata.set("webSearchQueries", queries);
    }
    if (!pages.isEmpty()) {
      metadata.set("groundingChunks", chunks(pages));
    }
    if (!metadata.isEmpty()) {
      candidate.set(FIELD, metadata);
    }
  }

  private static ArrayNode chunks(Map<String, Optional<String>> pages) {
    var chunks = Trees.array();
    pages.forEach(
        (url, title) ->
            Trees.put(chunks.addObject().putObject("web").put("uri", url), "title", title));
    return chunks;
  }
}
