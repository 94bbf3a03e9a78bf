package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.Citation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Where a candidate's statements come from, both ways. */
final class Grounding {

  private Grounding() {}

  /** The citations of a candidate, from {@code groundingMetadata} and {@code citationMetadata}. */
  static List<Citation> read(JsonNode candidate) {
    var citations = new ArrayList<Citation>();
    for (var chunk : candidate.path("groundingMetadata").path("groundingChunks")) {
      JsonNode page = chunk.has("web") ? chunk.get("web") : chunk.path("retrievedContext");
      citations.add(citation(page, chunk));
    }
    JsonNode cited = candidate.path("citationMetadata");
    for (String list : List.of("citationSources", "citations")) {
      cited.path(list).forEach(source -> citations.add(citation(source, source)));
    }
    return citations.stream().filter(citation -> citation.url().isPresent()).toList();
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

  /** Puts the pages that are cited into a candidate; citations without an address are left out. */
  static void write(ObjectNode candidate, List<Citation> citations) {
    var chunks = Trees.array();
    for (var citation : citations) {
      citation
          .url()
          .ifPresent(
              url -> {
                var web = chunks.addObject().putObject("web").put("uri", url);
                Trees.put(web, "title", citation.title());
              });
    }
    if (!chunks.isEmpty()) {
      candidate.putObject("groundingMetadata").set("groundingChunks", chunks);
    }
  }
}
