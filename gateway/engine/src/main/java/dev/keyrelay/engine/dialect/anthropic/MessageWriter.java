package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.ReplyOptions;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.TokenUsage;

/** Writes a complete message. */
final class MessageWriter {

  private final ReplyOptions options;
  private final Drops drops;

  MessageWriter(ReplyOptions options, Drops drops) {
    this.options = options;
    this.drops = drops;
  }

  ObjectNode write(ChatReply reply) {
    var answer =
        Trees.object()
            .put("id", options.idWith("msg_", reply.id()))
            .put("type", "message")
            .put("role", "assistant")
            .put("model", options.model());
    var content = answer.putArray("content");
    drops.addIf(reply.candidates().size() > 1, "choices");
    var first = reply.candidates().getFirst();
    drops.addIf(first.logprobs().isPresent(), "logprobs");
    for (var part : first.parts()) {
      if (part instanceof Part.Media) {
        drops.add("content.media");
      } else {
        BlockWriter.said(part, drops).forEach(content::add);
      }
    }
    StopReasons.write(answer, first.stop(), drops);
    answer.set(
        "usage",
        MessageUsage.write(reply.usage().orElse(TokenUsage.of(options.estimatedInput(), 0))));
    return answer;
  }
}
