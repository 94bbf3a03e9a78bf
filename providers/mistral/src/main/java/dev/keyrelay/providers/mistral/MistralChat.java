package dev.keyrelay.providers.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.openai.MessageRoles;
import dev.keyrelay.spi.openai.MessageThoughts;
import dev.keyrelay.spi.openai.ToolTurns;
import java.util.Set;

/**
 * Chat requests as Mistral wants them: some names of its own, and none that it does not know
 * (docs.mistral.ai/api, and the ChatCompletionRequest of its client libraries).
 */
final class MistralChat {

  /** What tells about the caller, or has no effect on the answer, or is a hint at most. */
  private static final String[] UNKNOWN = {
    "stream_options",
    "user",
    "store",
    "service_tier",
    "safety_identifier",
    "prompt_cache_retention",
    "verbosity",
    "top_k"
  };

  private static final Set<String> NO_EFFORT = Set.of("none", "disable", "off");

  private MistralChat() {}

  static JsonBody request(String model, JsonBody given) {
    var body =
        given
            .renamed("max_completion_tokens", "max_tokens")
            .renamed("seed", "random_seed")
            .without(UNKNOWN);
    body = MessageRoles.renamed(body, "developer", "system");
    body = ToolTurns.bridged(ToolTurns.renamed(body, CallIds::taken));
    if (!hasAdjustableEffort(model)) {
      return model.contains("magistral")
          ? MessageThoughts.rewritten(body, MistralChat::putThought)
          : MessageThoughts.leftOut(body);
    }
    return withEffort(MessageThoughts.rewritten(body, MistralChat::putThought));
  }

  private static boolean hasAdjustableEffort(String model) {
    return model.contains("mistral-medium") || model.contains("mistral-small");
  }

  /** These models know one effort, high, and none if it is absent. */
  private static JsonBody withEffort(JsonBody body) {
    var effort = body.get("reasoning_effort").map(JsonNode::asText);
    if (effort.isEmpty() || effort.get().equals("high")) {
      return body;
    }
    return NO_EFFORT.contains(effort.get())
        ? body.without("reasoning_effort")
        : body.with("reasoning_effort", "high");
  }

  /** A thought is the first part of what the message says. */
  private static void putThought(ObjectNode message, String words) {
    var parts = JsonBody.MAPPER.createArrayNode();
    var thought = parts.addObject().put("type", "thinking");
    thought.putArray("thinking").addObject().put("type", "text").put("text", words);
    thought.put("closed", true);
    JsonNode said = message.path("content");
    if (said instanceof ArrayNode list) {
      parts.addAll(list);
    } else if (!said.asText("").isEmpty()) {
      parts.addObject().put("type", "text").put("text", said.textValue());
    }
    message.set("content", parts);
  }
}
