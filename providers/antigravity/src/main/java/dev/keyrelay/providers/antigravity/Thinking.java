package dev.keyrelay.providers.antigravity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * How much a request asks to think.
 *
 * @param level Gemini 3's word in lower case; empty if there is none
 * @param budget tokens, −1 for as much as the model likes, 0 for none or not asked
 */
record Thinking(String level, int budget) {

  private static final int CLAUDE_OUTPUT = 32_000;
  private static final int ROOM = 1_024;

  /** Reads {@code generationConfig.thinkingConfig}. */
  static Thinking of(JsonNode request) {
    JsonNode config = request.at("/generationConfig/thinkingConfig");
    return new Thinking(
        config.path("thinkingLevel").asText("").toLowerCase(Locale.ROOT),
        config.path("thinkingBudget").asInt(0));
  }

  boolean isOn() {
    return budget != 0 || !(level.isEmpty() || level.equals("none"));
  }

  /** Whether the lesser of two strengths is meant. */
  boolean isLow() {
    return level.equals("low") || level.equals("minimal") || (budget > 0 && budget <= 8_192);
  }

  /** Writes the thinking of a family into a request, and makes room for it in the answer. */
  void apply(ObjectNode request, Family family, boolean clamp) {
    switch (family) {
      case GEMINI_3 -> {}
      case OTHER -> budgetFor(request, -1);
      case CLAUDE -> claude(request, clamp);
    }
  }

  /** Only Gemini 3 knows levels; for the others a level becomes a budget. */
  private void budgetFor(ObjectNode request, int standIn) {
    if (request.at("/generationConfig/thinkingConfig") instanceof ObjectNode config
        && config.remove("thinkingLevel") != null
        && budget == 0) {
      config.put("thinkingBudget", standIn);
    }
  }

  private void claude(ObjectNode request, boolean clamp) {
    var generation = request.withObject("/generationConfig");
    int limit = generation.path("maxOutputTokens").asInt(CLAUDE_OUTPUT);
    if (!isOn()) {
      generation.remove("thinkingConfig");
      generation.put("maxOutputTokens", limit);
      return;
    }
    budgetFor(request, claudeBudget());
    var config = generation.withObject("/thinkingConfig");
    int wanted = config.path("thinkingBudget").asInt(0);
    if (wanted >= limit && clamp) {
      config.put("thinkingBudget", Math.max(1, limit - 1));
    } else if (wanted >= limit) {
      limit = wanted + ROOM;
    }
    generation.put("maxOutputTokens", limit);
  }

  private int claudeBudget() {
    return switch (level) {
      case "minimal" -> 4_096;
      case "low" -> 8_192;
      case "medium" -> 16_384;
      default -> 31_999;
    };
  }
}
