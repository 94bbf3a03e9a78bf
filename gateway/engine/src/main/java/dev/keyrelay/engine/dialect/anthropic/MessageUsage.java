package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.TokenUsage;

/** The usage object of messages: cached tokens beside the input. */
final class MessageUsage {

  private MessageUsage() {}

  static ObjectNode write(TokenUsage usage) {
    var node =
        Trees.object()
            .put("input_tokens", usage.uncachedInput())
            .put("cache_creation_input_tokens", usage.cacheWriteInput())
            .put("cache_read_input_tokens", usage.cachedInput())
            .put("output_tokens", usage.output());
    if (usage.reasoning() > 0) {
      node.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
    }
    return node;
  }
}
