package dev.keyrelay.engine.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.ForeignMarks;
import java.util.Set;

/**
 * Takes searches of other services, and citations of what they found, out of what a client gives
 * back: Anthropic refuses what it has not encrypted itself, and OpenAI files that it does not have.
 */
final class MadeSearches {

  private MadeSearches() {}

  /**
   * Takes them out.
   *
   * @param lost takes what was left out, by the names of {@code x-keyrelay-dropped}
   * @return whether a block was taken out
   */
  static boolean leftOut(ArrayNode blocks, Set<String> lost) {
    boolean found = false;
    for (var each = blocks.elements(); each.hasNext(); ) {
      JsonNode block = each.next();
      String type = block.path("type").asText();
      String id = block.path(type.equals("server_tool_use") ? "id" : "tool_use_id").asText("");
      boolean search = type.equals("server_tool_use") || type.equals("web_search_tool_result");
      if (search && id.startsWith(ForeignMarks.MADE_SEARCH)) {
        each.remove();
        lost.add("messages.content." + type);
        found = true;
      } else if (block instanceof ObjectNode text && block.path("citations").isArray()) {
        uncited(text, (ArrayNode) block.get("citations"), lost);
      }
    }
    return found;
  }

  private static void uncited(ObjectNode text, ArrayNode citations, Set<String> lost) {
    for (var each = citations.elements(); each.hasNext(); ) {
      if (each.next().path("encrypted_index").asText("").equals(ForeignMarks.MADE)) {
        each.remove();
        lost.add("messages.content.citations");
      }
    }
    if (citations.isEmpty()) {
      text.remove("citations");
    }
  }

  /** Takes documents out of the annotations of an item that no file of OpenAI's is; whether any. */
  static boolean uncitedFiles(JsonNode item) {
    boolean found = false;
    for (var part : item.path("content")) {
      for (var each = part.path("annotations").elements(); each.hasNext(); ) {
        if (each.next().path("file_id").asText("").equals(ForeignMarks.MADE)) {
          each.remove();
          found = true;
        }
      }
    }
    return found;
  }
}
