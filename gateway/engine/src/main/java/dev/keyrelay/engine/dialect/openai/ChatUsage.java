package dev.keyrelay.engine.dialect.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.TokenUsage;

/** The usage object of chat completions: cached tokens inside the prompt. */
final class ChatUsage {

  private ChatUsage() {}

  static ObjectNode write(TokenUsage usage) {
    var node =
        Trees.object()
            .put("prompt_tokens", usage.input())
            .put("completion_tokens", usage.output())
            .put("total_tokens", usage.total());
    var input = node.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedInput());
    if (usage.cacheWriteInput() > 0) {
      input.put("cache_write_tokens", usage.cacheWriteInput());
    }
    node.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
    usage.costUsd().ifPresent(cost -> node.put("cost", cost));
    return node;
  }
}
