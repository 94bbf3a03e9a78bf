package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Puts a word of its own into every text of a JSON tree, so that it can be seen where each text
 * went. Texts that join things (ids and names) have the same word wherever they stand.
 */
final class Canaries {

  /**
   * A text with its word.
   *
   * @param path where it stands, without indices
   * @param kinds the types of the objects around it, which drops may name
   * @param word what was put into it
   */
  record Leaf(String path, Set<String> kinds, String word) {}

  private static final Set<String> JOINS =
      Set.of("id", "call_id", "tool_use_id", "tool_call_id", "name", "tool_name");

  /** OpenAI refuses ids of calls with more than 40 characters, which therefore are shortened. */
  private static final int LONGEST_JOIN = 32;

  private static final Set<String> BASE64 =
      Set.of("data", "thoughtSignature", "thought_signature", "result", "file_data");

  private final List<Leaf> leaves = new ArrayList<>();
  private final Map<String, String> joins = new HashMap<>();
  private final Predicate<String> left;

  /**
   * No canary yet.
   *
   * @param left whether the text at a path stays as it is
   */
  Canaries(Predicate<String> left) {
    this.left = left;
  }

  List<Leaf> leaves() {
    return leaves;
  }

  /**
   * Puts words into all texts of a tree, in place.
   *
   * @param kinds what an outer object is known by
   */
  void plant(JsonNode tree, Set<String> kinds) {
    plant(tree, "", kinds);
  }

  private void plant(JsonNode node, String path, Set<String> around) {
    if (node instanceof ObjectNode object) {
      var kinds = new HashSet<>(around);
      String type = object.path("type").asText("");
      kinds.add(object.path("thought").asBoolean() ? "thinking" : type);
      // Data that are text go on as text; a search has one name; a program is joined with nothing.
      boolean fixed = object.path("mimeType").asText("").startsWith("text/");
      fixed |= type.startsWith("web_search") || type.startsWith("program");
      for (var field : List.copyOf(object.properties())) {
        String inside = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
        if (!field.getValue().isTextual()) {
          plant(field.getValue(), inside, kinds);
        } else if (!fixed) {
          object.put(field.getKey(), planted(field.getValue().textValue(), inside, kinds));
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isTextual()) {
          array.set(i, planted(array.get(i).textValue(), path, around));
        } else {
          plant(array.get(i), path, around);
        }
      }
    }
  }

  private String planted(String text, String path, Set<String> kinds) {
    String name = path.substring(path.lastIndexOf('.') + 1);
    boolean join = JOINS.contains(name);
    if (text.isBlank() || left.test(path) || (join && text.length() > LONGEST_JOIN)) {
      return text;
    }
    if (text.startsWith("{") && text.endsWith("}")) {
      try {
        var inner = JsonBody.MAPPER.readTree(text);
        plant(inner, path, kinds);
        return inner.toString();
      } catch (IOException notJson) {
        // It is a text with braces, then.
      }
    }
    // Eight letters and digits: base64 may begin with them.
    String next = "KAN%05d".formatted(leaves.size() + joins.size());
    String word = join ? joins.computeIfAbsent(text, _ -> next) : next;
    leaves.add(new Leaf(path, kinds, word));
    int data = text.startsWith("data:") ? text.indexOf(',') + 1 : 0;
    return data > 0 || BASE64.contains(name)
        ? text.substring(0, data) + word + text.substring(data)
        : text + word;
  }
}
