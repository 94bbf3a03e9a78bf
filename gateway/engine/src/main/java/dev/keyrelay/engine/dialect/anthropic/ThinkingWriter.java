package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Efforts;
import dev.keyrelay.engine.dialect.wire.RequestOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.ChatRequest;
import dev.keyrelay.spi.chat.Opaque.Family;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Reasoning;
import dev.keyrelay.spi.chat.ToolChoice;
import dev.keyrelay.spi.chat.Turn;
import java.util.List;

/**
 * Writes how much the model thinks. Models from 4.6 on decide themselves and take an effort; older
 * ones take a budget of at least 1,024 tokens, smaller than the most tokens of the answer, with no
 * forced tool, and only if the tools called last were called after signed thoughts (Anthropic's
 * pages on extended and adaptive thinking).
 */
final class ThinkingWriter {

  private static final long SMALLEST_BUDGET = 1_024;
  private final RequestOptions options;
  private final Drops drops;

  ThinkingWriter(RequestOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
  }

  /** Writes thinking, effort and, if need be, a larger {@code max_tokens}; whether it thinks. */
  boolean write(ObjectNode body, ChatRequest request) {
    var reasoning = request.reasoning().orElse(null);
    if (reasoning == null) {
      return false;
    }
    if (reasoning.mode() == Reasoning.Mode.OFF) {
      body.putObject("thinking").put("type", "disabled");
      return false;
    }
    if (forced(request)) {
      drops.add("reasoning");
      return false;
    }
    var told = Efforts.known(reasoning, drops);
    return ClaudeModels.adaptive(options.model())
        ? writeEffort(body, told)
        : writeBudget(body, told, request);
  }

  private static boolean forced(ChatRequest request) {
    return request
        .toolChoice()
        .map(
            choice ->
                switch (choice) {
                  case ToolChoice.Auto _, ToolChoice.None _ -> false;
                  case ToolChoice.Required _, ToolChoice.Named _ -> true;
                  case ToolChoice.Allowed some -> some.required();
                })
        .orElse(false);
  }

  private boolean writeEffort(ObjectNode body, Reasoning reasoning) {
    show(body.putObject("thinking").put("type", "adaptive"), reasoning);
    Efforts.word(reasoning)
        .map(
            word ->
                switch (word) {
                  case "minimal" -> "low";
                  case "xhigh" -> ClaudeModels.fixedSampling(options.model()) ? word : "high";
                  default -> word;
                })
        .ifPresent(word -> MessagesRequestWriter.config(body).put("effort", word));
    return true;
  }

  private boolean writeBudget(ObjectNode body, Reasoning reasoning, ChatRequest request) {
    long budget = Efforts.budget(reasoning).orElse(Efforts.MEDIUM.budget());
    var asked = request.sampling().maxTokens();
    long most = asked.orElse(budget + options.defaultMaxTokens());
    budget = Math.min(budget, most - 1);
    if (budget < SMALLEST_BUDGET || !provenToolLoop(request.turns())) {
      drops.add("reasoning");
      return false;
    }
    body.put("max_tokens", most);
    show(body.putObject("thinking").put("type", "enabled").put("budget_tokens", budget), reasoning);
    return true;
  }

  private static void show(ObjectNode thinking, Reasoning reasoning) {
    Trees.put(
        thinking,
        "display",
        reasoning.show().map(show -> show == Reasoning.Show.OMITTED ? "omitted" : "summarized"));
  }

  /** Whether the last assistant turn, if its calls are being answered, begins with own thoughts. */
  private static boolean provenToolLoop(List<Turn> turns) {
    for (var turn : turns.reversed()) {
      if (turn.role() == Turn.Role.ASSISTANT) {
        boolean calls = turn.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        return !calls || turn.parts().stream().anyMatch(ThinkingWriter::ownThought);
      }
      boolean answers = turn.parts().stream().anyMatch(Part.ToolResult.class::isInstance);
      if (turn.role() == Turn.Role.USER && !answers) {
        return true;
      }
    }
    return true;
  }

  static boolean ownThought(Part part) {
    return part instanceof Part.Thinking thinking
        && thinking
            .opaque()
            .filter(o -> o.family() == Family.ANTHROPIC || o.family() == Family.ANTHROPIC_REDACTED)
            .isPresent();
  }
}
