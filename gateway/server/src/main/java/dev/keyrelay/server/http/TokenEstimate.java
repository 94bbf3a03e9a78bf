package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * Estimates the tokens of a request of any dialect: four characters of what the model reads are a
 * token, and an image or a file is 300.
 */
final class TokenEstimate {

  private static final int CHARACTERS_PER_TOKEN = 4;
  private static final long MEDIUM = 300L * CHARACTERS_PER_TOKEN;

  /** The fields of a request that hold what the model reads. */
  private static final Set<String> READ =
      Set.of(
          "messages",
          "system",
          "contents",
          "systemInstruction",
          "system_instruction",
          "input",
          "instructions");

  private static final Set<String> SCHEMAS = Set.of("tools", "functions");

  /** Fields of a part whose text the model does not read. */
  private static final Set<String> UNREAD =
      Set.of(
          "type",
          "role",
          "id",
          "tool_use_id",
          "tool_call_id",
          "call_id",
          "cache_control",
          "media_type",
          "mime_type",
          "mimeType",
          "signature",
          "thoughtSignature",
          "encrypted_content");

  private static final Set<String> MEDIA =
      Set.of("source", "image_url", "input_audio", "file", "inlineData", "inline_data", "fileData");

  private TokenEstimate() {}

  /** The input tokens of a request, at least 1. */
  static long of(JsonNode request) {
    long characters = 0;
    for (var field : request.path("generateContentRequest").properties()) {
      characters += top(field.getKey(), field.getValue());
    }
    for (var field : request.properties()) {
      characters += top(field.getKey(), field.getValue());
    }
    return Math.max(1, Math.ceilDiv(characters, CHARACTERS_PER_TOKEN));
  }

  private static long top(String name, JsonNode value) {
    if (SCHEMAS.contains(name)) {
      return value.toString().length();
    }
    return READ.contains(name) ? characters(value) : 0;
  }

  private static long characters(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue().length();
    }
    long sum = 0;
    for (JsonNode element : node.isArray() ? node : java.util.List.<JsonNode>of()) {
      sum += characters(element);
    }
    for (var field : node.properties()) {
      sum += field(field.getKey(), field.getValue());
    }
    return sum;
  }

  private static long field(String name, JsonNode value) {
    if (UNREAD.contains(name)) {
      return 0;
    }
    boolean text = value.path("type").asText().equals("text");
    return MEDIA.contains(name) && !text ? MEDIUM : characters(value);
  }
}
