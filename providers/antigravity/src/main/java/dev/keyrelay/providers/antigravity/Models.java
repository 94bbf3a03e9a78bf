package dev.keyrelay.providers.antigravity;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of models: what clients say, and what the service calls them. */
final class Models {

  /** Listed even when the service's own list has them under other names. */
  static final List<String> KNOWN =
      List.of(
          "gemini-2.5-flash",
          "gemini-2.5-flash-lite",
          "gemini-3-pro-preview",
          "gemini-3-flash",
          "claude-sonnet-4.5",
          "claude-opus-4.5",
          "claude-opus-4.6");

  private static final Map<String, String> ALIASES =
      Map.of(
          "gemini-2.5-computer-use-preview-10-2025", "rev19-uic3-1p",
          "gemini-3-pro-image-preview", "gemini-3-pro-image",
          "claude-opus-4.5", "claude-opus-4-5-thinking",
          "claude-opus-4.6", "claude-opus-4-6-thinking");

  /** Names of the service that stand for a public one, or for nothing a client can use. */
  private static final Set<String> HIDDEN =
      Set.of(
          "chat_20706",
          "chat_23310",
          "rev19-uic3-1p",
          "gemini-2.5-flash-thinking",
          "gemini-2.5-pro",
          "gemini-3-pro-low",
          "gemini-3-pro-high",
          "gemini-3-pro-image",
          "claude-sonnet-4-5",
          "claude-sonnet-4-5-thinking",
          "claude-opus-4-5-thinking",
          "claude-opus-4-6-thinking");

  private Models() {}

  /** The service's name of the model that thinks as asked. */
  static String upstream(String model, Thinking thinking) {
    return switch (model) {
      case "gemini-3-pro-preview" -> thinking.isLow() ? "gemini-3-pro-low" : "gemini-3-pro-high";
      case "gemini-2.5-flash" -> thinking.isOn() ? "gemini-2.5-flash-thinking" : model;
      case "claude-sonnet-4.5" ->
          thinking.isOn() ? "claude-sonnet-4-5-thinking" : "claude-sonnet-4-5";
      default -> ALIASES.getOrDefault(model, model);
    };
  }

  static boolean isListed(String upstream) {
    return !HIDDEN.contains(upstream);
  }
}
