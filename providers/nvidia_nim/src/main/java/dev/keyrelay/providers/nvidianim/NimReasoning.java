package dev.keyrelay.providers.nvidianim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.util.Optional;
import java.util.Set;

/**
 * How a model of NVIDIA NIM is told to reason. Acts only on what the client asks in {@code
 * reasoning_effort}; a {@code chat_template_kwargs.thinking} of the client's own wins.
 */
enum NimReasoning {
  /** Nothing is known of the model. */
  UNTOUCHED {
    @Override
    JsonBody apply(JsonBody body, String effort) {
      return body;
    }
  },
  /** A switch in the template: DeepSeek V3.1 and V3.2. */
  SWITCH {
    @Override
    JsonBody apply(JsonBody body, String effort) {
      return switched(body, effort, Optional.empty());
    }
  },
  /** A switch in the template without the effort: Kimi K2. */
  SWITCH_ALONE {
    @Override
    JsonBody apply(JsonBody body, String effort) {
      return switched(body, effort, Optional.empty()).without(EFFORT);
    }
  },
  /** A switch and one of two efforts in the template: DeepSeek V4. */
  SWITCH_AND_EFFORT {
    @Override
    JsonBody apply(JsonBody body, String effort) {
      boolean most = effort.equals("max") || effort.equals("xhigh");
      return switched(body, effort, Optional.of(most ? "max" : "high")).without(EFFORT);
    }
  },
  /** One effort, high, or none: Mistral Medium 3.5 and Small 4. */
  HIGH_OR_NONE {
    @Override
    JsonBody apply(JsonBody body, String effort) {
      return off(effort) ? body.without(EFFORT) : body.with(EFFORT, "high");
    }
  };

  private static final String EFFORT = "reasoning_effort";
  private static final String TEMPLATE = "chat_template_kwargs";
  private static final Set<String> OFF = Set.of("none", "disable", "off");

  /** The way of a model. */
  static NimReasoning of(String model) {
    if (model.startsWith("deepseek-ai/deepseek-v3.1")
        || model.equals("deepseek-ai/deepseek-v3.2")) {
      return SWITCH;
    }
    if (model.equals("deepseek-ai/deepseek-v4-pro")
        || model.equals("deepseek-ai/deepseek-v4-flash")) {
      return SWITCH_AND_EFFORT;
    }
    if (model.contains("mistral-medium-3.5") || model.contains("mistral-small-4")) {
      return HIGH_OR_NONE;
    }
    return model.contains("kimi-k2.") ? SWITCH_ALONE : UNTOUCHED;
  }

  /** The body as the model wants it. */
  final JsonBody apply(JsonBody body) {
    return body.text(EFFORT).map(effort -> apply(body, effort)).orElse(body);
  }

  abstract JsonBody apply(JsonBody body, String effort);

  private static boolean off(String effort) {
    return OFF.contains(effort);
  }

  private static JsonBody switched(JsonBody body, String effort, Optional<String> level) {
    var template =
        body.get(TEMPLATE)
            .filter(JsonNode::isObject)
            .map(ObjectNode.class::cast)
            .orElseGet(JsonBody.MAPPER::createObjectNode);
    if (template.has("thinking")) {
      return body;
    }
    template.put("thinking", !off(effort));
    if (!off(effort)) {
      level.ifPresent(word -> template.put(EFFORT, word));
    }
    return body.with(TEMPLATE, template);
  }
}
