package dev.keyrelay.providers.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keyrelay.spi.JsonBody;
import java.util.List;
import java.util.Optional;

/**
 * What the demo says to one chat request.
 *
 * @param reasoning the thoughts, empty for none
 * @param text the words, empty if it calls a tool
 * @param toolCalls complete OpenAI tool calls
 * @param finishReason {@code stop}, {@code length} or {@code tool_calls}
 * @param usage the usage object
 * @param choices how many choices are asked for
 */
record ChatTurn(
    List<String> reasoning,
    List<String> text,
    ArrayNode toolCalls,
    String finishReason,
    ObjectNode usage,
    int choices) {

  static ChatTurn to(JsonNode request, ChatScript script) {
    List<String> reasoning = Words.of(script.reasoning());
    ArrayNode calls = JsonBody.MAPPER.createArrayNode();
    if (script.text().isEmpty()) {
      ToolEcho.call(request).ifPresent(calls::add);
    }
    List<String> words = calls.isEmpty() ? Words.of(words(request, script)) : List.of();
    int limit = limit(request);
    boolean cut = words.size() > limit;
    List<String> text = cut ? words.subList(0, limit) : words;
    int choices = Math.max(1, request.path("n").asInt(1));
    String reason = cut ? "length" : calls.isEmpty() ? "stop" : "tool_calls";
    int said = calls.isEmpty() ? text.size() : Words.count(calls.toString());
    return new ChatTurn(
        reasoning,
        text,
        calls,
        reason,
        usage(prompt(request), (reasoning.size() + said) * choices, script),
        choices);
  }

  private static String words(JsonNode request, ChatScript script) {
    return script.text().orElseGet(() -> echo(request));
  }

  private static String echo(JsonNode request) {
    JsonNode messages = request.path("messages");
    JsonNode last = messages.path(messages.size() - 1);
    String said = Words.ofContent(last.path("content"));
    JsonNode form = request.path("response_format");
    Optional<JsonNode> json =
        switch (form.path("type").asText()) {
          case "json_schema" ->
              Optional.of(ToolEcho.sample(form.path("json_schema").path("schema"), said));
          case "json_object" ->
              Optional.of(
                  JsonBody.MAPPER.createObjectNode().put("demo", true).put("you_said", said));
          default -> Optional.empty();
        };
    String who = last.path("role").asText().equals("tool") ? "The tool" : "You";
    return json.map(JsonNode::toString)
        .orElse("This is KeyRelay's demo provider; no model was asked. " + who + " said: " + said);
  }

  private static int limit(JsonNode request) {
    for (String field : List.of("max_completion_tokens", "max_tokens")) {
      if (request.path(field).canConvertToInt() && request.path(field).asInt() > 0) {
        return request.path(field).asInt();
      }
    }
    return Integer.MAX_VALUE;
  }

  private static int prompt(JsonNode request) {
    int sum = 0;
    for (JsonNode message : request.path("messages")) {
      sum += Words.count(Words.ofContent(message.path("content")));
    }
    return sum;
  }

  /** The usage object of OpenAI chat completions, details included. */
  private static ObjectNode usage(int prompt, int completion, ChatScript script) {
    var usage =
        JsonBody.MAPPER
            .createObjectNode()
            .put("prompt_tokens", prompt)
            .put("completion_tokens", completion)
            .put("total_tokens", prompt + completion);
    usage.putObject("prompt_tokens_details").put("cached_tokens", script.cachedTokens());
    usage
        .putObject("completion_tokens_details")
        .put("reasoning_tokens", Words.count(script.reasoning()));
    return usage;
  }
}
