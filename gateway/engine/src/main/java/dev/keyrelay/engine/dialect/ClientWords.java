package dev.keyrelay.engine.dialect;

import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.JsonBody;
import dev.keyrelay.spi.UnsupportedCallException;
import java.util.List;
import java.util.Map;

/**
 * What writers of requests call by the words of OpenAI chat, in the words of the dialect that the
 * client speaks: it is to find the field that was dropped or refused in its own request.
 */
final class ClientWords {

  private static final List<String> EFFORT = List.of("reasoning_effort", "reasoning", "thinking");

  private static final Map<String, List<String>> OPENAI =
      Map.of(
          "max_tokens", List.of("max_completion_tokens", "max_tokens"),
          "reasoning", EFFORT,
          "thinking", EFFORT,
          "user", List.of("safety_identifier", "user"),
          "messages.content.name", List.of("messages.content.file.filename"),
          "tools", List.of("tools", "functions", "web_search_options"));

  private static final Map<String, List<String>> ANTHROPIC =
      Map.of(
          "stop", List.of("stop_sequences"),
          "reasoning", List.of("thinking", "output_config.effort"),
          "thinking", List.of("thinking", "output_config.effort"),
          "response_format", List.of("output_config.format", "output_format"),
          "user", List.of("metadata.user_id"),
          "messages.content.name", List.of("messages.content.title"),
          "parallel_tool_calls", List.of("tool_choice.disable_parallel_tool_use"),
          "messages.signature", List.of("messages.content.signature"));

  private static final Map<String, List<String>> GEMINI =
      Map.ofEntries(
          generation("temperature", "temperature"),
          generation("top_p", "topP"),
          generation("top_k", "topK"),
          generation("frequency_penalty", "frequencyPenalty"),
          generation("presence_penalty", "presencePenalty"),
          generation("seed", "seed"),
          generation("logprobs", "responseLogprobs"),
          generation("stop", "stopSequences"),
          generation("n", "candidateCount"),
          generation("max_tokens", "maxOutputTokens"),
          generation("reasoning", "thinkingConfig"),
          generation("thinking", "thinkingConfig"),
          generation("response_format", "responseSchema"),
          Map.entry("messages", List.of("contents")),
          Map.entry("tool_choice", List.of("toolConfig", "tool_config")),
          Map.entry("service_tier", List.of("serviceTier", "service_tier")),
          Map.entry("messages.content", List.of("contents.parts")),
          Map.entry("messages.signature", List.of("contents.parts.thoughtSignature")));

  private static final Map<String, List<String>> RESPONSES =
      Map.of(
          "max_tokens", List.of("max_output_tokens"),
          "logprobs", List.of("top_logprobs", "include"),
          "thinking", List.of("reasoning"),
          "response_format", List.of("text.format"),
          "verbosity", List.of("text.verbosity"),
          "user", List.of("safety_identifier", "user"),
          "messages", List.of("input"),
          "messages.content.name", List.of("input.content.filename"),
          "messages.signature", List.of("input.encrypted_content"));

  private final JsonBody request;
  private final Map<String, List<String>> words;

  /**
   * The words for a request.
   *
   * @param client the dialect it is in
   */
  ClientWords(Dialect client, JsonBody request) {
    this.request = request;
    this.words =
        switch (client) {
          case OPENAI_CHAT -> OPENAI;
          case ANTHROPIC_MESSAGES -> ANTHROPIC;
          case GEMINI -> GEMINI;
          case OPENAI_RESPONSES -> RESPONSES;
        };
  }

  /** The configuration may be named in snake case, which Google takes too. */
  private static Map.Entry<String, List<String>> generation(String word, String name) {
    return Map.entry(word, List.of("generationConfig." + name, "generation_config." + name));
  }

  /** The fields in the client's words, each once. */
  List<String> of(List<String> fields) {
    return fields.stream().map(this::of).distinct().toList();
  }

  private String of(String field) {
    boolean own = words.getOrDefault(field, List.of(field)).contains(field);
    if (!own && request.has(field)) {
      // A field that the client's dialect has not, under a word of another's.
      return field;
    }
    for (int end = field.length(); end > 0; end = field.lastIndexOf('.', end - 1)) {
      var names = words.get(field.substring(0, end));
      if (names != null) {
        return given(names) + field.substring(end);
      }
    }
    return field;
  }

  /** The first of the names whose field the request has. */
  private String given(List<String> names) {
    return names.stream()
        .filter(name -> request.has(name.split("\\.", 2)[0]))
        .findFirst()
        .orElse(names.getFirst());
  }

  /** The refusal with the field, which stands before the colon, in the client's words. */
  UnsupportedCallException of(UnsupportedCallException refusal) {
    String message = String.valueOf(refusal.getMessage());
    int colon = message.indexOf(": ");
    return colon < 0
        ? refusal
        : new UnsupportedCallException(of(message.substring(0, colon)) + message.substring(colon));
  }
}
