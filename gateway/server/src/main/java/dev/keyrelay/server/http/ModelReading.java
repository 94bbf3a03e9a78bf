package dev.keyrelay.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a model reads of a request of any dialect.
 *
 * @param texts its texts, and the JSON of its tools
 * @param media how many images, sounds and files
 * @param messages how many messages or items
 */
record ModelReading(List<String> texts, int media, int messages) {

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

  static ModelReading of(JsonNode request) {
    var reader = new Reader();
    for (var field : request.path("generateContentRequest").properties()) {
      reader.top(field.getKey(), field.getValue());
    }
    for (var field : request.properties()) {
      reader.top(field.getKey(), field.getValue());
    }
    return new ModelReading(reader.texts, reader.media, reader.messages);
  }

  /** The characters of all texts. */
  long characters() {
    return texts.stream().mapToLong(String::length).sum();
  }

  private static final class Reader {
    private final List<String> texts = new ArrayList<>();
    private int media;
    private int messages;

    void top(String name, JsonNode value) {
      if (SCHEMAS.contains(name)) {
        texts.add(value.toString());
      } else if (READ.contains(name)) {
        messages += value.isArray() ? value.size() : 1;
        read(value);
      }
    }

    private void read(JsonNode node) {
      if (node.isTextual()) {
        texts.add(node.textValue());
      } else if (node.isArray()) {
        node.forEach(this::read);
      } else {
        node.properties().forEach(field -> field(field.getKey(), field.getValue()));
      }
    }

    private void field(String name, JsonNode value) {
      if (UNREAD.contains(name)) {
        return;
      }
      if (MEDIA.contains(name) && !value.path("type").asText().equals("text")) {
        media++;
      } else {
        read(value);
      }
    }
  }
}
