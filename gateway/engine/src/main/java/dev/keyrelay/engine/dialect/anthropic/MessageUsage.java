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
    long hour = usage.apart().hourWrites();
    if (hour > 0) {
      node.putObject("cache_creation")
          .put("ephemeral_5m_input_tokens", usage.cacheWriteInput() - hour)
          .put("ephemeral_1h_input_tokens", hour);
    }
    if (usage.apart().searches() > 0) {
      // Anthropic's SDKs refuse the object without a count of fetched pages.
      node.putObject("server_tool_use")
          .put("web_search_requests", usage.apart().searches())
          .put("web_fetch_requests", 0);
    }
    return node;
  }
}
