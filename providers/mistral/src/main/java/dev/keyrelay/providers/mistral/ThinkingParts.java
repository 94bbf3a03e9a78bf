package dev.keyrelay.providers.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Makes texts of the lists in which Mistral's models say what they think beside what they answer:
 * {@code "content":[{"type":"thinking","thinking":[{"type":"text","text":…}]},{"type":"text",…}]}
 * (docs.mistral.ai/capabilities/reasoning). Clients of OpenAI's dialect expect a text, and thoughts
 * in {@code reasoning_content}.
 */
final class ThinkingParts {

  private static final Pattern LIST = Pattern.compile("\"content\"\\s*:\\s*\\[");

  private ThinkingParts() {}

  /** Whether some content is a list. Words cannot seem to be one: their quotes are escaped. */
  static boolean areIn(byte[] payload) {
    return LIST.matcher(new String(payload, StandardCharsets.ISO_8859_1)).find();
  }

  /** Rewrites an answer, or a chunk of a stream, in place. */
  static JsonNode flattened(JsonNode payload) {
    for (JsonNode choice : payload.path("choices")) {
      flatten(choice.path("message"));
      flatten(choice.path("delta"));
    }
    return payload;
  }

  private static void flatten(JsonNode node) {
    if (!(node instanceof ObjectNode message) || !message.path("content").isArray()) {
      return;
    }
    var said = new StringBuilder();
    var thought = new StringBuilder();
    for (JsonNode part : message.path("content")) {
      if (part.path("type").asText().equals("thinking")) {
        part.path("thinking").forEach(piece -> thought.append(piece.path("text").asText("")));
      } else {
        said.append(part.path("text").asText(""));
      }
    }
    message.put("content", said.toString());
    if (!thought.isEmpty()) {
      message.put("reasoning_content", thought.toString());
    }
  }
}
