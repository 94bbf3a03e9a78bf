package dev.keyrelay.server.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.JsonBody;
import java.util.List;

/** Reads what Anthropic messages say. */
final class SaidInAnthropic {

  private final Said said;
  private int place;
  private boolean calling;
  private boolean searching;
  private final StringBuilder search = new StringBuilder();

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
        case "content_block_stop" -> searched();
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
    for (var block : message.path("content")) {
      block(block);
      searched();
    }
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
      default -> other(block);
    }
  }

  private void other(JsonNode block) {
    String type = block.path("type").asText();
    if (type.equals("server_tool_use") && block.path("name").asText().equals("web_search")) {
      search.setLength(0);
      search.append(block.path("input").isEmpty() ? "" : block.get("input").toString());
      searching = true;
    } else if (type.equals("web_search_tool_result") && block.path("content").isArray()) {
      block.path("content").forEach(page -> said.found.add(page.path("url").asText()));
    } else {
      said.natives.add(type);
    }
  }

  /** A search that a stream, or a message, has told to its end. */
  private void searched() {
    if (searching) {
      searching = false;
      said.searched.add(query(search.toString()));
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
        if (searching) {
          search.append(delta.path("partial_json").asText(""));
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

  private static String query(String input) {
    try {
      return JsonBody.MAPPER.readTree(input).path("query").asText();
    } catch (JsonProcessingException cutOff) {
      return input;
    }
  }
}
