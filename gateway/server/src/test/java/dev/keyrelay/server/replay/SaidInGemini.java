package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads what Gemini's generateContent says. */
final class SaidInGemini {

  private SaidInGemini() {}

  static void chunk(Said said, JsonNode chunk) {
    for (var candidate : chunk.path("candidates")) {
      if (candidate.path("index").asInt(0) > 0) {
        said.natives.add("choices");
        continue;
      }
      for (var part : candidate.path("content").path("parts")) {
        part(said, part);
      }
      candidate
          .at("/groundingMetadata/webSearchQueries")
          .forEach(query -> said.searched.add(query.asText()));
      candidate
          .at("/groundingMetadata/groundingChunks")
          .forEach(
              source -> {
                if (source.at("/web/uri").isTextual()) {
                  said.cited.add(source.at("/web/uri").textValue());
                } else if (source.has("retrievedContext")) {
                  said.natives.add("citations");
                }
              });
      said.logprobs |= candidate.path("logprobsResult").size() > 0;
      stop(said, candidate.path("finishReason").asText(""));
    }
    if (chunk.path("promptFeedback").hasNonNull("blockReason")) {
      said.stop = "filtered";
    }
    JsonNode usage = chunk.path("usageMetadata");
    if (usage.isObject()) {
      said.input =
          usage.path("promptTokenCount").asLong(0)
              + usage.path("toolUsePromptTokenCount").asLong(0);
      said.reasoning = usage.path("thoughtsTokenCount").asLong(0);
      said.output = usage.path("candidatesTokenCount").asLong(0) + said.reasoning;
      said.cached = usage.path("cachedContentTokenCount").asLong(0);
    }
  }

  private static void part(Said said, JsonNode part) {
    boolean thought = part.path("thought").asBoolean();
    if (part.has("functionCall")) {
      JsonNode call = part.get("functionCall");
      said.partial |= call.has("willContinue");
      if (call.has("name")) {
        said.call(said.calls.size(), call.get("name").asText(), call.path("args").toString());
      }
    } else if (part.has("inlineData") || part.has("fileData")) {
      said.media++;
    } else if (part.has("text") && thought) {
      said.thoughts.append(part.get("text").textValue());
    } else if (part.has("text")) {
      said.word(part.get("text").textValue());
    } else {
      part.fieldNames().forEachRemaining(name -> said.natives.add(name));
      said.natives.remove("thoughtSignature");
    }
    if (part.hasNonNull("thoughtSignature")) {
      said.opaque.add(part.get("thoughtSignature").textValue());
    }
  }

  private static void stop(Said said, String word) {
    said.stop =
        switch (word) {
          case "" -> said.stop;
          case "STOP" -> said.calls.isEmpty() ? "end" : "tools";
          case "MAX_TOKENS" -> "length";
          case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY" ->
              "filtered";
          default -> "other";
        };
  }
}
