package dev.keyrelay.engine.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Tool;

/**
 * Estimates tokens where upstream tells none, or too late: four characters are a token, and a
 * medium is as many as a small image costs with most providers.
 */
final class Estimate {

  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final int MEDIUM = 300 * CHARACTERS_PER_TOKEN;

  private Estimate() {}

  static long tokens(long characters) {
    return Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
  }

  static long input(ChatRequest request) {
    long characters = 0;
    for (var turn : request.turns()) {
      for (var part : turn.parts()) {
        characters += characters(part);
      }
    }
    for (var tool : request.tools()) {
      characters += characters(tool);
    }
    return Math.max(1, tokens(characters));
  }

  private static long characters(Part part) {
    return switch (part) {
      case Part.Text text -> text.text().length();
      case Part.Refusal refusal -> refusal.text().length();
      case Part.Thinking thinking -> thinking.text().length();
      case Part.ToolCall call -> call.name().length() + call.arguments().length();
      case Part.ToolResult result ->
          result.content().stream().mapToLong(Estimate::characters).sum();
      case Part.Native other -> other.text().map(String::length).orElse(0);
      case Part.Media media ->
          media.source() instanceof Part.PlainText text ? text.text().length() : MEDIUM;
    };
  }

  private static long characters(Tool tool) {
    return switch (tool) {
      case Tool.Function function ->
          function.name().length()
              + function.description().map(String::length).orElse(0)
              + function.schema().map(JsonNode::toString).map(String::length).orElse(0);
      case Tool.Custom custom -> custom.description().map(String::length).orElse(0);
      case Tool.WebSearch _, Tool.Native _ -> 0;
    };
  }
}
