package dev.keyrelay.server.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Reads what OpenAI's dialects say. */
final class SaidInOpenAi {

  private static final Set<String> KNOWN =
      Set.of(
          "role",
          "content",
          "refusal",
          "reasoning",
          "reasoning_content",
          "reasoning_details",
          "tool_calls",
          "annotations",
          "images",
          "thought_signature",
          "extra_content",
          "index");

  private SaidInOpenAi() {}

  static void chat(Said said, JsonNode payload) {
    for (var choice : payload.path("choices")) {
      if (choice.path("index").asInt(0) > 0) {
        said.natives.add("choices");
        continue;
      }
      JsonNode message = choice.has("delta") ? choice.get("delta") : choice.path("message");
      message(said, message);
      said.logprobs |= choice.path("logprobs").path("content").size() > 0;
      if (choice.path("finish_reason").isTextual()) {
        said.stop =
            switch (choice.get("finish_reason").textValue()) {
              case "stop", "eos" -> "end";
              case "tool_calls", "function_call" -> "tools";
              case "length" -> "length";
              case "content_filter" -> "filtered";
              default -> "other";
            };
      }
    }
    JsonNode usage = payload.path("usage");
    said.usage(
        usage.path("prompt_tokens"),
        output(usage),
        first(
            usage.at("/prompt_tokens_details/cached_tokens"),
            usage.path("num_cached_tokens"),
            usage.path("prompt_cache_hit_tokens")),
        usage.at("/prompt_tokens_details/cache_write_tokens"),
        usage.at("/completion_tokens_details/reasoning_tokens"));
  }

  private static JsonNode first(JsonNode... values) {
    return List.of(values).stream().filter(JsonNode::isNumber).findFirst().orElse(values[0]);
  }

  /** xAI counts thoughts beside the answer, as its total shows. */
  private static JsonNode output(JsonNode usage) {
    long input = usage.path("prompt_tokens").asLong();
    long output = usage.path("completion_tokens").asLong();
    long thought = usage.at("/completion_tokens_details/reasoning_tokens").asLong();
    boolean beside = thought > 0 && usage.path("total_tokens").asLong() == input + output + thought;
    return beside ? LongNode.valueOf(output + thought) : usage.path("completion_tokens");
  }

  private static void message(Said said, JsonNode message) {
    JsonNode content = message.path("content");
    said.word(content.asText(""));
    for (var part : content) {
      said.word(part.path("text").asText(""));
      part.path("thinking").forEach(t -> said.thoughts.append(t.path("text").asText("")));
    }
    said.word(message.path("refusal").asText(""));
    said.declined |= !message.path("refusal").asText("").isEmpty();
    String plain = message.path("reasoning_content").asText("");
    plain = plain.isEmpty() ? message.path("reasoning").asText("") : plain;
    said.thoughts.append(plain);
    for (var detail : message.path("reasoning_details")) {
      if (plain.isEmpty()) {
        said.thoughts.append(detail.path("text").asText(detail.path("summary").asText("")));
      }
      opaque(said, detail.path("data"));
      opaque(said, detail.path("signature"));
    }
    int place = 0;
    for (var call : message.path("tool_calls")) {
      JsonNode inner = call.has("custom") ? call.get("custom") : call.path("function");
      said.call(
          call.path("index").asInt(place++),
          inner.path("name").asText(""),
          inner.path("arguments").asText(inner.path("input").asText("")));
      opaque(said, call.at("/extra_content/google/thought_signature"));
    }
    opaque(said, message.at("/extra_content/google/thought_signature"));
    for (var annotation : message.path("annotations")) {
      cite(said, annotation.path("url_citation").path("url"));
    }
    said.media += message.path("images").size();
    for (var field : message.properties()) {
      JsonNode value = field.getValue();
      boolean empty = value.isNull() || value.isContainerNode() && value.isEmpty();
      if (!KNOWN.contains(field.getKey()) && !empty) {
        said.natives.add(field.getKey());
      }
    }
  }

  private static void opaque(Said said, JsonNode value) {
    if (value.isTextual() && !value.textValue().isEmpty()) {
      said.opaque.add(value.textValue());
    }
  }

  private static void cite(Said said, JsonNode url) {
    if (url.isTextual()) {
      said.cited.add(url.textValue());
    }
  }

  /** Of a stream, the last event repeats everything. */
  static void response(Said said, JsonNode payload) {
    JsonNode response = payload;
    if (payload.path("type").asText().startsWith("response.")) {
      boolean last =
          payload.path("type").asText().matches("response\\.(completed|incomplete|failed)");
      if (!last) {
        if (payload.path("type").asText().equals("response.output_item.done")) {
          said.items.put(payload.path("output_index").asInt(), payload.path("item"));
        }
        return;
      }
      response = payload.path("response");
    }
    int place = 0;
    var output = response.path("output");
    // The encrypted form differs from event to event; that of the item's own end counts.
    for (var item : said.items.isEmpty() ? output : said.items.values()) {
      item(said, item, place++);
    }
    String reason = response.path("incomplete_details").path("reason").asText("");
    said.stop = reason.contains("max") ? "length" : reason.contains("filter") ? "filtered" : "end";
    if (reason.isEmpty() && !said.calls.isEmpty()) {
      said.stop = "tools";
    }
    JsonNode usage = response.path("usage");
    said.usage(
        usage.path("input_tokens"),
        usage.path("output_tokens"),
        usage.at("/input_tokens_details/cached_tokens"),
        usage.at("/input_tokens_details/cache_write_tokens"),
        usage.at("/output_tokens_details/reasoning_tokens"));
  }

  private static void search(Said said, JsonNode item) {
    JsonNode action = item.path("action");
    if (!action.path("type").asText("search").equals("search")) {
      said.natives.add(item.path("type").asText());
      return;
    }
    if (action.path("queries").isEmpty() && action.hasNonNull("query")) {
      said.searched.add(action.get("query").asText());
    }
    action.path("queries").forEach(query -> said.searched.add(query.asText()));
    action.path("sources").forEach(page -> said.found.add(page.path("url").asText()));
  }

  private static void item(Said said, JsonNode item, int place) {
    switch (item.path("type").asText()) {
      case "message" -> {
        for (var part : item.path("content")) {
          said.word(part.path("text").asText(part.path("refusal").asText("")));
          said.declined |= part.path("type").asText().equals("refusal");
          part.path("annotations").forEach(a -> cite(said, a.path("url")));
          said.logprobs |= part.path("logprobs").size() > 0;
        }
      }
      case "reasoning" -> {
        boolean summarised = item.path("summary").size() > 0;
        for (var text : summarised ? item.path("summary") : item.path("content")) {
          said.thoughts.append(text.path("text").asText(""));
        }
        opaque(said, item.path("encrypted_content"));
      }
      case "function_call" ->
          said.call(place, item.path("name").asText(), item.path("arguments").asText());
      case "local_shell_call" -> {
        ObjectNode action = item.path("action").deepCopy();
        action.remove("type");
        said.call(place, "local_shell", action.toString());
      }
      case "custom_tool_call" ->
          said.call(place, item.path("name").asText(), item.path("input").asText());
      case "web_search_call" -> search(said, item);
      case "image_generation_call" -> said.media += item.hasNonNull("result") ? 1 : 0;
      default -> said.natives.add(item.path("type").asText());
    }
  }
}
