package dev.keyrelay.engine.dialect.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.engine.dialect.wire.Drops;
import dev.keyrelay.engine.dialect.wire.Fields;
import dev.keyrelay.engine.dialect.wire.Trees;
import dev.keyrelay.engine.dialect.wire.UsageReading;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.UnsupportedCallException;
import dev.keyrelay.spi.chat.ChatReply;
import dev.keyrelay.spi.chat.Extensions;
import dev.keyrelay.spi.chat.Part;
import dev.keyrelay.spi.chat.Stop;
import dev.keyrelay.spi.chat.Stop.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a complete response. */
final class ResponseReader {

  private ResponseReader() {}

  static ChatReply read(JsonNode answer, Drops drops) {
    var fields = new Fields(answer, "");
    if (fields.text("status").filter("failed"::equals).isPresent()) {
      throw new UnsupportedCallException(
          "status: \"failed\", " + answer.path("error") + " (expected: completed or incomplete)");
    }
    var said = new ArrayList<Part>();
    var items = new ItemReader(drops);
    for (var node : fields.needList("output")) {
      var item = new Fields(node, "output");
      said.addAll(items.answered(item, node, item.text("type").orElse("message")));
    }
    var parts = Carried.unpacked(said);
    var created = fields.decimal("created_at");
    return new ChatReply(
        fields.text("id"),
        fields.text("model").orElse(""),
        created.isPresent() ? OptionalLong.of((long) created.getAsDouble()) : OptionalLong.empty(),
        List.of(new ChatReply.Candidate(parts, stop(answer, parts), logprobs(answer))),
        fields.node("usage").flatMap(usage -> UsageReading.of(Dialect.OPENAI_RESPONSES, usage)),
        Extensions.none(Dialect.OPENAI_RESPONSES));
  }

  private static Optional<JsonNode> logprobs(JsonNode answer) {
    var all = Trees.array();
    for (var item : answer.path("output")) {
      for (var part : item.path("content")) {
        part.path("logprobs").forEach(all::add);
      }
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private static Stop stop(JsonNode answer, List<Part> parts) {
    return stop(
        answer,
        parts.stream().anyMatch(Part.ToolCall.class::isInstance),
        parts.stream().anyMatch(Part.Refusal.class::isInstance));
  }

  /** Why a response object that has ended did so. */
  static Stop stop(JsonNode response, boolean calls, boolean declined) {
    String reason = response.path("incomplete_details").path("reason").asText("");
    return switch (reason) {
      case "" -> Stop.of(declined ? Reason.REFUSAL : calls ? Reason.TOOL_CALLS : Reason.END);
      case "max_output_tokens", "max_tokens" -> Stop.of(Reason.MAX_TOKENS);
      case "content_filter" -> Stop.of(Reason.FILTERED);
      default -> new Stop(Reason.OTHER, Optional.empty(), Optional.of(reason));
    };
  }
}
