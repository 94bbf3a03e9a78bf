package dev.keyrelay.spi.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Moves {@code <think>…</think>} at the head of OpenAI chat answers from {@code content} to {@code
 * reasoning_content}. Text that has the tags further on is the model's own, and stays.
 */
public final class ThinkTags {

  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  private ThinkTags() {}

  /** Rewrites a complete answer in place. */
  public static JsonNode ofAnswer(JsonNode answer) {
    for (JsonNode choice : answer.path("choices")) {
      if (choice.path("message") instanceof ObjectNode message
          && message.path("content").isTextual()) {
        var splitter = new Splitter();
        var split = splitter.next(message.path("content").textValue(), true);
        if (!split.thought().isEmpty()) {
          message.put("content", split.said());
          message.put("reasoning_content", split.thought());
        }
      }
    }
    return answer;
  }

  /** Makes the rewriter of one stream of chunks; it remembers tags that chunks cut apart. */
  public static UnaryOperator<JsonNode> ofStream() {
    var splitters = new HashMap<Integer, Splitter>();
    return chunk -> {
      for (JsonNode choice : chunk.path("choices")) {
        rewrite(choice, splitters);
      }
      return chunk;
    };
  }

  private static void rewrite(JsonNode choice, Map<Integer, Splitter> splitters) {
    if (!(choice.path("delta") instanceof ObjectNode delta)) {
      return;
    }
    var splitter = splitters.computeIfAbsent(choice.path("index").asInt(), _ -> new Splitter());
    boolean last = choice.path("finish_reason").isTextual() || delta.has("tool_calls");
    boolean speaks = delta.path("content").isTextual();
    if (!speaks && !(last && splitter.holds())) {
      return;
    }
    var split = splitter.next(delta.path("content").asText(""), last);
    delta.put("content", split.said());
    if (!split.thought().isEmpty()) {
      delta.put("reasoning_content", split.thought());
    }
  }

  /** What one piece of text holds. */
  private record Split(String thought, String said) {}

  private enum Place {
    HEAD,
    THOUGHT,
    AFTER_THOUGHT,
    SPEECH
  }

  /** Reads the text of one choice piece by piece; holds back what may become a tag. */
  private static final class Splitter {

    private Place place = Place.HEAD;
    private String held = "";

    boolean holds() {
      return !held.isEmpty();
    }

    Split next(String piece, boolean last) {
      String text = held + piece;
      held = "";
      var thought = new StringBuilder();
      if (place == Place.HEAD) {
        String head = text.stripLeading();
        if (head.startsWith(OPEN)) {
          place = Place.THOUGHT;
          text = head.substring(OPEN.length());
        } else if (!last && OPEN.startsWith(head)) {
          held = text;
          return new Split("", "");
        } else {
          place = Place.SPEECH;
        }
      }
      if (place == Place.THOUGHT) {
        text = think(text, last, thought);
      }
      if (place == Place.AFTER_THOUGHT) {
        text = text.stripLeading();
        place = text.isEmpty() ? Place.AFTER_THOUGHT : Place.SPEECH;
      }
      return new Split(thought.toString(), text);
    }

    /** Adds to the thought what belongs to it, and returns what follows its end. */
    private String think(String text, boolean last, StringBuilder thought) {
      int end = text.indexOf(CLOSE);
      if (end >= 0) {
        thought.append(text, 0, end);
        place = Place.AFTER_THOUGHT;
        return text.substring(end + CLOSE.length());
      }
      int keep = last ? 0 : beginning(text);
      held = text.substring(text.length() - keep);
      thought.append(text, 0, text.length() - keep);
      return "";
    }

    /** How many characters at the end of a text may begin the closing tag. */
    private static int beginning(String text) {
      for (int length = Math.min(CLOSE.length() - 1, text.length()); length > 0; length--) {
        if (CLOSE.startsWith(text.substring(text.length() - length))) {
          return length;
        }
      }
      return 0;
    }
  }
}
