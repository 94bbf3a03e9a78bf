package dev.keyrelay.providers.deepseek;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.openai.MessageThoughts;
import java.util.Set;

/**
 * Says {@code reasoning_effort} as DeepSeek wants it: {@code thinking.type} switches, and the V4
 * models know the efforts (api-docs.deepseek.com/guides/thinking_mode). A client that asks for
 * nothing gets the model's default.
 */
final class DeepSeekThinking {

  private static final String EFFORT = "reasoning_effort";
  private static final Set<String> OFF = Set.of("none", "disable", "disabled", "off");

  private DeepSeekThinking() {}

  static JsonBody apply(String model, JsonBody body) {
    if (body.get("thinking").filter(DeepSeekThinking::isDisabled).isPresent()) {
      return body.without(EFFORT);
    }
    var effort = body.text(EFFORT);
    if (effort.filter(OFF::contains).isPresent()) {
      return body.without(EFFORT).with("thinking", type("disabled"));
    }
    if (!model.contains("v4")) {
      return body;
    }
    // These think unless they are told not to, and then want to see what they thought before.
    var history = MessageThoughts.completed(body, "reasoning_content");
    return effort.isPresent() ? history.withDefault("thinking", type("enabled")) : history;
  }

  private static boolean isDisabled(JsonNode thinking) {
    return thinking.path("type").asText().equals("disabled");
  }

  private static JsonNode type(String word) {
    return JsonBody.MAPPER.createObjectNode().put("type", word);
  }
}
