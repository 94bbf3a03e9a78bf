package dev.keyrelay.engine.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Search;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads where a candidate's statements come from: {@code groundingMetadata} with what was searched
 * for, the pages, and the statements that they support, and {@code citationMetadata}.
 */
final class Grounding {

  /** The field of a candidate. */
  static final String FIELD = "groundingMetadata";

  private static final Set<String> KNOWN =
      Set.of("webSearchQueries", "groundingChunks", "groundingSupports", "retrievalMetadata");

  /** What is told of a source, or tells where its owner keeps it. */
  private static final Set<String> SOURCE =
      Set.of("uri", "title", "text", "domain", "documentName", "fileSearchStore", "placeId");

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
      cited.path(list).forEach(source -> citations.add(recited(source, text)));
    }
    return citations;
  }

  /** Notes what of a grounding nobody reads, such as the suggestions to show beside the answer. */
  static void dropUnknown(JsonNode metadata, Drops drops) {
    String path = "candidates." + FIELD + ".";
    drops.addUnknown(metadata, KNOWN, path);
    for (var chunk : metadata.path("groundingChunks")) {
      chunk.forEach(source -> drops.addUnknown(source, SOURCE, path + "groundingChunks."));
    }
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

  /** A page, or a document of a store, which may have nothing but the store's name. */
  private static Citation citation(JsonNode page, JsonNode json) {
    return new Citation(
        text(page, "uri"),
        text(page, "title")
            .or(() -> text(page, "documentName"))
            .or(() -> text(page, "fileSearchStore")),
        text(page, "text"),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Dialect.GEMINI,
        json);
  }

  private static Optional<String> text(JsonNode page, String name) {
    return Optional.ofNullable(page.path(name).textValue());
  }

  /** A source that a statement repeats, whose place is told in bytes of the text. */
  private static Citation recited(JsonNode source, String text) {
    var page = citation(source, source);
    int start = characters(text, source.path("startIndex").asInt(0));
    int end = characters(text, source.path("endIndex").asInt(0));
    return end > start ? at(page, start, end) : page;
  }

  /** How many characters the first bytes of a text are. */
  private static int characters(String text, int bytes) {
    byte[] all = text.getBytes(UTF_8);
    return new String(all, 0, Math.clamp(bytes, 0, all.length), UTF_8).length();
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
}
