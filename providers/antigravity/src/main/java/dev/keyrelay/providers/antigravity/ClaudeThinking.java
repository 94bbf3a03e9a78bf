package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;

/**
 * Mends conversations whose thinking Claude would refuse. Claude wants the turn of a tool loop to
 * begin with its own signed thought; clients that drop thoughts, compact conversations or change
 * the model in between have none.
 */
final class ClaudeThinking {

  private ClaudeThinking() {}

  static void mend(ObjectNode request, boolean thinks, ThoughtCache thoughts) {
    if (!(request.path("contents") instanceof ArrayNode contents)) {
      return;
    }
    for (JsonNode content : contents) {
      if (content.path("parts") instanceof ArrayNode parts) {
        keep(parts, thinks);
        if (thinks && content.path("role").asText().equals("model")) {
          thoughts.restore(parts);
        }
      }
    }
    if (thinks && inToolLoop(contents) && !beginsWithThought(contents)) {
      closeTurn(contents);
    }
  }

  /** Drops thoughts without a signature, or all of them where none are wanted. */
  private static void keep(ArrayNode parts, boolean thinks) {
    var kept = new ArrayList<JsonNode>();
    for (JsonNode part : parts) {
      boolean signed = !part.path("thoughtSignature").asText("").isEmpty();
      if (!part.path("thought").asBoolean() || (thinks && signed)) {
        kept.add(part);
      }
    }
    if (kept.size() < parts.size()) {
      parts.removeAll();
      parts.addAll(kept);
    }
    if (parts.isEmpty()) {
      parts.addObject().put("text", "");
    }
  }

  /** Whether the conversation ends with answers of tools. */
  private static boolean inToolLoop(ArrayNode contents) {
    return !contents.isEmpty() && answersTools(contents.get(contents.size() - 1));
  }

  private static boolean answersTools(JsonNode content) {
    boolean all = content.path("parts").isArray() && !content.path("parts").isEmpty();
    for (JsonNode part : content.path("parts")) {
      all &= part.has("functionResponse");
    }
    return all;
  }

  /** Whether the first thing the model said after the user's last words is a thought. */
  private static boolean beginsWithThought(ArrayNode contents) {
    int first = contents.size();
    for (int i = contents.size() - 1; i >= 0; i--) {
      JsonNode content = contents.get(i);
      if (content.path("role").asText().equals("model")) {
        first = i;
      } else if (!answersTools(content)) {
        break;
      }
    }
    return first < contents.size() && contents.at("/" + first + "/parts/0/thought").asBoolean();
  }

  /** Ends the turn, so that a new one begins, which may think. */
  private static void closeTurn(ArrayNode contents) {
    contents.addObject().put("role", "model").putArray("parts").addObject().put("text", "Done.");
    contents
        .addObject()
        .put("role", "user")
        .putArray("parts")
        .addObject()
        .put("text", "Go on with these results.");
  }
}
