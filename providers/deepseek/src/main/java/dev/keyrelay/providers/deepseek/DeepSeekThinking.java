package dev.keyrelay.providers.deepseek;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.util.Set;

/**
 * Says {@code reasoning_effort} as DeepSeek wants it: {@code thinking.type} switches, and the V4
 * models know the efforts high and max (api-docs.deepseek.com/guides/thinking_mode). A client that
 * asks for nothing gets the model's default.
 */
final class DeepSeekThinking {

  private static final String EFFORT = "reasoning_effort";
  private static final Set<String> OFF = Set.of("none", "disable", "disabled", "off");
  private static final Set<String> HIGH = Set.of("minimal", "low", "medium", "high");
  private static final Set<String> MAX = Set.of("max", "xhigh");

  private DeepSeekThinking() {}

  static JsonBody apply(String model, JsonBody body) {
    var effort = body.text(EFFORT);
    boolean disabled = body.get("thinking").filter(DeepSeekThinking::isDisabled).isPresent();
    if (disabled) {
      return body.without(EFFORT);
    }
    if (effort.isEmpty()) {
      return body;
    }
    if (OFF.contains(effort.get())) {
      return body.without(EFFORT).with("thinking", type("disabled"));
    }
    return model.contains("v4") ? enabled(body, effort.get()) : body;
  }

  private static JsonBody enabled(JsonBody body, String effort) {
    var thinking = body.withDefault("thinking", type("enabled"));
    if (HIGH.contains(effort)) {
      return thinking.with(EFFORT, "high");
    }
    return MAX.contains(effort) ? thinking.with(EFFORT, "max") : thinking;
  }

  private static boolean isDisabled(JsonNode thinking) {
    return thinking.path("type").asText().equals("disabled");
  }

  private static JsonNode type(String word) {
    return JsonBody.MAPPER.createObjectNode().put("type", word);
  }
}
