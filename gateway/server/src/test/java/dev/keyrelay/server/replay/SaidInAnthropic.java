package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Reads what Anthropic messages say. */
final class SaidInAnthropic {

  private final Said said;
  private int place;
  private boolean calling;

  SaidInAnthropic(Said said) {
    this.said = said;
  }

  void read(List<JsonNode> payloads) {
    for (var payload : payloads) {
      if (payload.path("type").asText().equals("message_stop")) {
        return;
      }
      switch (payload.path("type").asText()) {
        case "message" -> message(payload);
        case "message_start" -> usage(payload.path("message").path("usage"));
        case "content_block_start" -> block(payload.path("content_block"));
        case "content_block_delta" -> delta(payload.path("delta"));
        case "message_delta" -> {
          stop(payload.path("delta").path("stop_reason").asText(""));
          said.word(payload.at("/delta/stop_details/explanation").asText(""));
          usage(payload.path("usage"));
        }
        default -> {}
      }
    }
  }

  private void message(JsonNode message) {
    message.path("content").forEach(this::block);
    stop(message.path("stop_reason").asText(""));
    said.word(message.at("/stop_details/explanation").asText(""));
    usage(message.path("usage"));
  }

  private void block(JsonNode block) {
    calling = block.path("type").asText().equals("tool_use");
    switch (block.path("type").asText()) {
      case "text" -> {
        said.word(block.path("text").asText(""));
        block.path("citations").forEach(this::cite);
      }
      case "thinking" -> {
        said.thoughts.append(block.path("thinking").asText(""));
        opaque(block.path("signature"));
      }
      case "redacted_thinking" -> opaque(block.path("data"));
      case "tool_use" -> {
        JsonNode input = block.path("input");
        boolean later = input.isEmpty();
        said.call(++place, block.path("name").asText(), later ? "" : input.toString());
      }
      default -> said.natives.add(block.path("type").asText());
    }
  }

  private void delta(JsonNode delta) {
    switch (delta.path("type").asText()) {
      case "text_delta" -> said.word(delta.path("text").asText(""));
      case "thinking_delta" -> said.thoughts.append(delta.path("thinking").asText(""));
      case "signature_delta" -> opaque(delta.path("signature"));
      case "citations_delta" -> cite(delta.path("citation"));
      case "input_json_delta" -> {
        if (calling) {
          said.call(place, "", delta.path("partial_json").asText(""));
        }
      }
      default -> {}
    }
  }

  private void cite(JsonNode citation) {
    if (citation.path("url").isTextual()) {
      said.cited.add(citation.get("url").textValue());
    } else {
      said.natives.add("citations");
    }
  }

  private void opaque(JsonNode value) {
    if (value.isTextual() && !value.textValue().isEmpty()) {
      said.opaque.add(value.textValue());
    }
  }

  private void stop(String word) {
    said.stop =
        switch (word) {
          case "" -> said.stop;
          case "end_turn", "stop_sequence", "pause_turn" -> "end";
          case "tool_use" -> "tools";
          case "max_tokens", "model_context_window_exceeded" -> "length";
          case "refusal" -> "filtered";
          default -> "other";
        };
  }

  /** Anthropic counts cached tokens beside the input. */
  private void usage(JsonNode usage) {
    if (!usage.isObject()) {
      return;
    }
    long cached = Math.max(said.cached, usage.path("cache_read_input_tokens").asLong(0));
    long written = Math.max(said.written, usage.path("cache_creation_input_tokens").asLong(0));
    if (usage.path("input_tokens").isNumber()) {
      said.input = usage.get("input_tokens").longValue() + cached + written;
    }
    said.cached = cached;
    said.written = written;
    said.output = Math.max(said.output, usage.path("output_tokens").asLong(-1));
    said.reasoning =
        Math.max(said.reasoning, usage.at("/output_tokens_details/thinking_tokens").asLong(0));
  }
}
