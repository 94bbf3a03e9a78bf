package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Citation;
import dev.keyrelay.spi.chat.Part;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes where a candidate's statements come from, as {@code groundingMetadata}. */
final class GroundingWriter {

  private GroundingWriter() {}

  /**
   * Puts what was searched for, the pages and documents that are cited or were found, and the
   * statements that they support into a candidate.
   */
  static void write(
      ObjectNode candidate, List<Statements.Cited> cited, List<Part.Native> searches, Drops drops) {
    var own = searches.stream().filter(search -> search.dialect() == Dialect.GEMINI).findFirst();
    if (own.isPresent()) {
      candidate.set(Grounding.FIELD, own.get().json().get(Grounding.FIELD));
      return;
    }
    var queries = Trees.array();
    var sources = Trees.array();
    var places = new HashMap<String, Integer>();
    var supports = new LinkedHashMap<Statements.Segment, ArrayNode>();
    for (var each : cited) {
      boolean page = each.citation().url().isPresent();
      if (drops.addUnsaid(each.citation(), !page)) {
        continue;
      }
      int place = place(source(each.citation()), sources, places);
      each.segment()
          .ifPresent(segment -> supports.computeIfAbsent(segment, _ -> Trees.array()).add(place));
    }
    for (var search : searches) {
      var told = search.search().orElseThrow();
      told.queries().forEach(queries::add);
      for (var page : told.found().orElse(List.of())) {
        place(web(page.url(), page.title()), sources, places);
      }
    }
    var metadata = Trees.object();
    setUnlessEmpty(metadata, "webSearchQueries", queries);
    setUnlessEmpty(metadata, "groundingChunks", sources);
    var told = Trees.array();
    supports.forEach((segment, chunks) -> told.add(support(segment, chunks)));
    setUnlessEmpty(metadata, "groundingSupports", told);
    if (!metadata.isEmpty()) {
      candidate.set(Grounding.FIELD, metadata);
    }
  }

  private static void setUnlessEmpty(ObjectNode metadata, String name, ArrayNode list) {
    if (!list.isEmpty()) {
      metadata.set(name, list);
    }
  }

  /** The place of a source among all: a page has one, whatever its title. */
  private static int place(ObjectNode source, ArrayNode sources, Map<String, Integer> places) {
    String key = source.at("/web/uri").asText(source.toString());
    return places.computeIfAbsent(
        key,
        _ -> {
          sources.add(source);
          return sources.size() - 1;
        });
  }

  /** A page, or a document without an address, which Google calls a retrieved context. */
  private static ObjectNode source(Citation citation) {
    if (citation.url().isPresent()) {
      return web(citation.url().get(), citation.title());
    }
    var chunk = Trees.object();
    var document = chunk.putObject("retrievedContext");
    Trees.put(document, "title", citation.title());
    Trees.put(document, "text", citation.quote());
    return chunk;
  }

  private static ObjectNode web(String url, Optional<String> title) {
    var chunk = Trees.object();
    Trees.put(chunk.putObject("web").put("uri", url), "title", title);
    return chunk;
  }

  private static ObjectNode support(Statements.Segment segment, ArrayNode chunks) {
    var support = Trees.object();
    var place = support.putObject("segment");
    if (segment.part() > 0) {
      place.put("partIndex", segment.part());
    }
    place.put("startIndex", segment.start()).put("endIndex", segment.end());
    place.put("text", segment.text());
    support.set("groundingChunkIndices", chunks);
    return support;
  }
}
