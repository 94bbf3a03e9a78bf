package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.genai.types.Content;
import com.google.genai.types.GenerationConfig;
import com.google.genai.types.Tool;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import dev.keyrelay.spi.JsonBody;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Holds requests to the types of the official SDKs. */
final class Bodies {

  /** Names of fields in which someone speaks. */
  static final Set<String> SAYS =
      Set.of("text", "content", "instructions", "system", "input", "description", "output");

  /** Fields that the services take and the SDKs' types of the body do not have. */
  private static final Set<String> BESIDE = Set.of("stream", "top_k", "top_p", "temperature");

  private Bodies() {}

  /** Throws whatever the SDK throws if it cannot read the request, or finds a field unknown. */
  @SuppressWarnings("deprecation") // The only way to ask the SDK which fields it does not know.
  static void check(Side side, byte[] request) throws IOException {
    String body = readable(JsonBody.MAPPER.readTree(request)).toString();
    switch (side) {
      case CHAT -> {
        var read =
            com.openai.core.ObjectMappers.jsonMapper()
                .readValue(body, ChatCompletionCreateParams.Body.class)
                .validate();
        known(read._additionalProperties());
      }
      case RESPONSES -> {
        var read =
            com.openai.core.ObjectMappers.jsonMapper()
                .readValue(body, ResponseCreateParams.Body.class)
                .validate();
        known(read._additionalProperties());
      }
      case ANTHROPIC -> {
        var read =
            com.anthropic.core.ObjectMappers.jsonMapper()
                .readValue(body, com.anthropic.models.messages.MessageCreateParams.Body.class)
                .validate();
        known(read._additionalProperties());
      }
      case GEMINI -> gemini(JsonBody.MAPPER.readTree(body));
    }
  }

  /**
   * The SDKs know some models alone, and have one type for what a model said and what is replayed
   * of it, of which the service demands less; films are OpenRouter's own addition.
   */
  private static JsonNode readable(JsonNode body) {
    if (body.has("model")) {
      ((ObjectNode) body).put("model", "gpt-4o");
    }
    for (var message : body.path("messages")) {
      if (message.path("content") instanceof ArrayNode parts) {
        parts.removeIf(part -> part.path("type").asText().equals("video_url"));
      }
    }
    for (var item : body.path("input")) {
      if (item.path("role").asText().equals("assistant") && item.path("content").isArray()) {
        ((ObjectNode) item).put("id", "msg_1").put("status", "completed");
        item.get("content").forEach(part -> ((ObjectNode) part).putArray("annotations"));
      }
    }
    return body;
  }

  private static void known(Map<String, ?> unknown) {
    var names = new TreeSet<>(unknown.keySet());
    names.removeAll(BESIDE);
    if (!names.isEmpty()) {
      throw new IllegalArgumentException("unknown fields: " + names);
    }
  }

  private static void gemini(JsonNode body) {
    if (body.path("contents").isEmpty()) {
      throw new IllegalArgumentException("contents: none");
    }
    for (var content : body.get("contents")) {
      if (Content.fromJson(content.toString()).parts().orElseThrow().isEmpty()) {
        throw new IllegalArgumentException("contents.parts: none");
      }
    }
    body.path("tools").forEach(tool -> Tool.fromJson(tool.toString()));
    if (body.has("generationConfig")) {
      GenerationConfig.fromJson(body.get("generationConfig").toString());
    }
  }
}
