package dev.keyrelay.providers.iflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Says in each model family's own words whether it shall think. Nothing is said unless the client
 * asks, by {@code reasoning_effort} or by {@code thinking}.
 */
final class ThinkingSwitch {

  private static final Set<String> OFF = Set.of("none", "disabled", "0", "off", "false");
  private static final List<String> TEMPLATE =
      List.of("glm-4.6", "glm-4.7", "qwen3-max-preview", "deepseek-v3.1", "deepseek-v3.2");

  private ThinkingSwitch() {}

  static JsonBody apply(String model, JsonBody body) {
    var wanted = wanted(body);
    boolean template = TEMPLATE.stream().anyMatch(model::equals);
    boolean split = model.startsWith("minimax-m2");
    if (wanted.isEmpty() || !(template || split)) {
      return body;
    }
    var rest = body.without("reasoning_effort", "thinking");
    if (split) {
      return rest.with(
          "reasoning_split", JsonBody.MAPPER.getNodeFactory().booleanNode(wanted.get()));
    }
    var found = body.get("chat_template_kwargs");
    var options =
        found.isPresent() && found.get() instanceof ObjectNode given
            ? given
            : JsonBody.MAPPER.createObjectNode();
    options.put("enable_thinking", wanted.get());
    if (wanted.get() && model.startsWith("glm-")) {
      options.put("clear_thinking", false);
    }
    return rest.with("chat_template_kwargs", options);
  }

  private static Optional<Boolean> wanted(JsonBody body) {
    var effort = body.get("reasoning_effort");
    if (effort.isPresent()) {
      return Optional.of(!OFF.contains(effort.get().asText().toLowerCase(Locale.ROOT)));
    }
    return body.get("thinking")
        .map(
            thinking ->
                !thinking.path("type").asText().equals("disabled")
                    && thinking.path("budget_tokens").asInt(1) != 0);
  }
}
