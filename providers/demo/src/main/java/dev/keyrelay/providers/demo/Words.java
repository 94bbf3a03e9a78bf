package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The demo's tokens: a word with the white space before it is one. */
final class Words {

  private Words() {}

  /** Cuts a text into tokens; joined, they are the text again. */
  static List<String> of(String text) {
    var tokens = new ArrayList<String>();
    int start = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = Character.isWhitespace(text.charAt(i));
      if (space && inWord) {
        tokens.add(text.substring(start, i));
        start = i;
      }
      inWord = !space;
    }
    if (start < text.length()) {
      tokens.add(text.substring(start));
    }
    return tokens;
  }

  static int count(String text) {
    return of(text).size();
  }

  /** Filler of so many tokens. */
  static String filler(int tokens) {
    return "lorem ".repeat(Math.max(0, tokens)).stripTrailing();
  }

  /** The text of a message's content: a string, or the text parts of an array. */
  static String ofContent(JsonNode content) {
    if (!content.isArray()) {
      return content.asText("");
    }
    var joined = new StringJoiner(" ");
    content.forEach(part -> joined.add(part.path("text").asText("")));
    return joined.toString().strip();
  }
}
