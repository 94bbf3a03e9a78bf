package dev.keyrelay.engine.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.UsageReading;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Extensions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a complete message. */
final class MessageReader {

  private MessageReader() {}

  static ChatReply read(JsonNode answer, Drops drops) {
    var fields = new Fields(answer, "");
    fields.ignore("type", "role", "content", "stop_reason", "stop_sequence", "stop_details");
    fields.needList("content");
    var parts = new BlockReader(drops).read(answer.path("content"), "content");
    var stop = StopReasons.read(answer);
    StopReasons.dropDetails(answer, drops);
    StopReasons.refusal(stop).ifPresent(parts::add);
    var candidate = new ChatReply.Candidate(parts, stop, Optional.empty());
    var reply =
        new ChatReply(
            fields.text("id"),
            fields.text("model").orElse(""),
            OptionalLong.empty(),
            List.of(candidate),
            fields.node("usage").flatMap(u -> UsageReading.of(Dialect.ANTHROPIC_MESSAGES, u)),
            Extensions.none(Dialect.ANTHROPIC_MESSAGES));
    fields.dropRest(drops);
    return reply;
  }
}
