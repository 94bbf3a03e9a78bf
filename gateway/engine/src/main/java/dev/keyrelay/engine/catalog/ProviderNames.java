package dev.keyrelay.engine.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the gateway's provider ids are called in catalogues, and whose word on a model counts more.
 */
final class ProviderNames {

  private static final Map<String, String> IN_CATALOGUE =
      Map.ofEntries(
          Map.entry("gemini", "google"),
          Map.entry("gemini_cli", "google"),
          Map.entry("antigravity", "google"),
          Map.entry("vertex", "google-vertex"),
          Map.entry("nvidia_nim", "nvidia"),
          Map.entry("nanogpt", "nano-gpt"),
          Map.entry("together", "togetherai"),
          Map.entry("together_ai", "togetherai"),
          Map.entry("fireworks", "fireworks-ai"),
          Map.entry("fireworks_ai", "fireworks-ai"),
          Map.entry("moonshot", "moonshotai"),
          Map.entry("kimi", "moonshotai"),
          Map.entry("zhipu", "zai"),
          Map.entry("zai_org", "zai"),
          Map.entry("qwen", "alibaba"),
          Map.entry("dashscope", "alibaba"),
          Map.entry("iflow", "iflowcn"),
          Map.entry("github_copilot", "github-copilot"),
          Map.entry("copilot", "github-copilot"),
          Map.entry("codex", "openai"),
          Map.entry("mistralai", "mistral"));

  private static final List<String> RANKED =
      List.of(
          "anthropic",
          "openai",
          "google",
          "google-vertex",
          "mistral",
          "mistralai",
          "cohere",
          "deepseek",
          "deepseek-ai",
          "xai",
          "x-ai",
          "qwen",
          "alibaba",
          "alibaba-cn",
          "meta-llama",
          "nvidia",
          "moonshotai",
          "zai",
          "z-ai",
          "zai-org",
          "minimax",
          "perplexity",
          "openrouter",
          "groq",
          "cerebras",
          "togetherai",
          "fireworks-ai",
          "deepinfra",
          "chutes",
          "huggingface",
          "azure",
          "amazon-bedrock");

  private ProviderNames() {}

  static String inCatalogue(String provider) {
    String id = provider.toLowerCase(Locale.ROOT);
    return IN_CATALOGUE.getOrDefault(id, id.replace('_', '-'));
  }

  /** The lower, the better: a maker selling its own model, then the services in order. */
  static int rank(String id) {
    int slash = id.indexOf('/');
    int rank = RANKED.indexOf(id.substring(0, Math.max(0, slash)).toLowerCase(Locale.ROOT));
    return rank < 0 ? RANKED.size() : rank;
  }
}
