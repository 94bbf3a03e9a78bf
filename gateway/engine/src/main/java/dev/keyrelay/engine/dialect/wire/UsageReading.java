package dev.keyrelay.engine.dialect.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keyrelay.spi.Dialect;
import dev.keyrelay.spi.chat.TokenUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Brings the usage objects of all dialects into the normal form of {@link TokenUsage}.
 *
 * <p>OpenAI counts cached tokens inside the input and reasoning inside the output; Anthropic counts
 * cached tokens beside the input; Gemini counts cached tokens inside the prompt, and thoughts and
 * tool results beside the candidates and the prompt.
 */
public final class UsageReading {

  /** xAI states costs in ticks; 10,000,000,000 of them are a US dollar (xAI's API reference). */
  private static final double TICKS_PER_DOLLAR = 1e10;

  private static final List<String> COSTS = List.of("cost", "cost.total_cost");

  private UsageReading() {}

  /** The usage of a usage object; absent if it has no count of tokens. */
  public static Optional<TokenUsage> of(Dialect dialect, JsonNode usage) {
    try (JsonParser parser = usage.traverse()) {
      return parser.nextToken() == JsonToken.START_OBJECT
          ? of(dialect, Numbers.read(parser))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<TokenUsage> of(Dialect dialect, Numbers n) {
    return switch (dialect) {
      case GEMINI -> ofGemini(n);
      case ANTHROPIC_MESSAGES ->
          n.has("output_tokens") || n.has("input_tokens")
              ? Optional.of(ofAnthropic(n))
              : Optional.empty();
      case OPENAI_CHAT, OPENAI_RESPONSES -> ofOpenAi(n);
    };
  }

  private static Optional<TokenUsage> ofOpenAi(Numbers n) {
    if (!n.has("prompt_tokens")
        && !n.has("input_tokens")
        && !n.has("completion_tokens")
        && !n.has("output_tokens")
        && !n.has("total_tokens")) {
      return Optional.empty();
    }
    long input = n.count("prompt_tokens", "input_tokens");
    long cached =
        n.count(
            "prompt_tokens_details.cached_tokens",
            "input_tokens_details.cached_tokens",
            "prompt_cache_hit_tokens",
            "num_cached_tokens",
            "cached_tokens",
            "cache_read_input_tokens");
    long written =
        n.count(
            "prompt_tokens_details.cache_write_tokens",
            "prompt_tokens_details.cache_creation_tokens",
            "input_tokens_details.cache_write_tokens",
            "cache_creation_input_tokens");
    long reasoning =
        n.count(
            "completion_tokens_details.reasoning_tokens",
            "output_tokens_details.reasoning_tokens",
            "reasoning_tokens");
    long output = n.count("completion_tokens", "output_tokens");
    // xAI counts reasoning beside the completion on the chat surface; only the total tells.
    if (reasoning > 0 && n.count("total_tokens") == input + output + reasoning) {
      output += reasoning;
    }
    cached = Math.min(cached, input);
    written = Math.min(written, input - cached);
    return Optional.of(
        new TokenUsage(
            input - cached - written,
            cached,
            written,
            output,
            reasoning,
            cost(n),
            false,
            new TokenUsage.Apart(
                0,
                n.count("prompt_tokens_details.audio_tokens", "input_tokens_details.audio_tokens"),
                n.count(
                    "completion_tokens_details.audio_tokens", "output_tokens_details.audio_tokens"),
                toolCalls(n),
                searches(n))));
  }

  /** Searches, and what else xAI counts with them. */
  private static long toolCalls(Numbers n) {
    return Math.max(searches(n), n.count("num_server_side_tools_used"));
  }

  /** Anthropic and OpenRouter, Perplexity, xAI. */
  private static long searches(Numbers n) {
    return n.count(
        "server_tool_use.web_search_requests",
        "num_search_queries",
        "server_side_tool_usage_details.web_search_calls");
  }

  /** OpenRouter tells one number, Perplexity an object of several. */
  private static OptionalDouble cost(Numbers n) {
    for (String name : COSTS) {
      if (n.has(name)) {
        return OptionalDouble.of(n.decimal(name));
      }
    }
    return n.has("cost_in_usd_ticks")
        ? OptionalDouble.of(n.decimal("cost_in_usd_ticks") / TICKS_PER_DOLLAR)
        : OptionalDouble.empty();
  }

  private static TokenUsage ofAnthropic(Numbers n) {
    return new TokenUsage(
        n.count("input_tokens"),
        n.count("cache_read_input_tokens"),
        n.count("cache_creation_input_tokens"),
        n.count("output_tokens"),
        n.count("output_tokens_details.thinking_tokens"),
        cost(n),
        false,
        new TokenUsage.Apart(
            n.count("cache_creation.ephemeral_1h_input_tokens"), 0, 0, toolCalls(n), searches(n)));
  }

  private static Optional<TokenUsage> ofGemini(Numbers n) {
    if (!n.has("promptTokenCount")
        && !n.has("candidatesTokenCount")
        && !n.has("thoughtsTokenCount")
        && !n.has("totalTokenCount")) {
      return Optional.empty();
    }
    long cached = n.count("cachedContentTokenCount");
    long input = n.count("promptTokenCount") + n.count("toolUsePromptTokenCount");
    long thoughts = n.count("thoughtsTokenCount");
    return Optional.of(
        new TokenUsage(
            Math.max(0, input - cached),
            cached,
            0,
            n.count("candidatesTokenCount") + thoughts,
            thoughts,
            OptionalDouble.empty(),
            false,
            new TokenUsage.Apart(
                0,
                n.count("promptTokensDetails.AUDIO") - n.count("cacheTokensDetails.AUDIO"),
                n.count("candidatesTokensDetails.AUDIO"),
                0)));
  }
}
