package dev.keyrelay.engine.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.TokenUsage;

/**
 * The object {@code usageMetadata}: cached tokens inside the prompt, thoughts beside the answer.
 */
final class GeminiUsage {

  private GeminiUsage() {}

  static ObjectNode write(TokenUsage usage) {
    var node =
        Trees.object()
            .put("promptTokenCount", usage.input())
            .put("candidatesTokenCount", usage.output() - usage.reasoning())
            .put("totalTokenCount", usage.total());
    if (usage.cachedInput() > 0) {
      node.put("cachedContentTokenCount", usage.cachedInput());
    }
    if (usage.reasoning() > 0) {
      node.put("thoughtsTokenCount", usage.reasoning());
    }
    return node;
  }
}
