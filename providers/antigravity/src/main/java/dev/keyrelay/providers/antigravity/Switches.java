package dev.keyrelay.providers.antigravity;

import static dev.keyrelay.spi.SettingDescription.flag;

import dev.keyrelay.spi.ProviderSettings;
import dev.keyrelay.spi.QuotaReadings;
import dev.keyrelay.spi.SettingDescription;
import dev.keyrelay.spi.google.CodeAssistProvider;
import java.util.List;

/**
 * What the user may switch, by {@code ANTIGRAVITY_<name>}.
 *
 * @param schemaHintsGemini3 {@code GEMINI3_TOOL_FIX}, on: repeat a tool's parameters in its
 *     description
 * @param schemaHintsClaude {@code CLAUDE_TOOL_FIX}, off: the same for Claude
 * @param parallelGemini3 {@code PARALLEL_TOOL_INSTRUCTION_GEMINI3}, off: ask for independent calls
 *     in one turn
 * @param parallelClaude {@code PARALLEL_TOOL_INSTRUCTION_CLAUDE}, off: the same for Claude
 * @param sanitiseThinking {@code CLAUDE_THINKING_SANITIZATION}, on: mend conversations whose
 *     thinking Claude would refuse
 * @param clampThinking {@code CLAMP_THINKING_TO_OUTPUT}, off: lower the thinking budget rather than
 *     raise the output limit
 */
record Switches(
    boolean schemaHintsGemini3,
    boolean schemaHintsClaude,
    boolean parallelGemini3,
    boolean parallelClaude,
    boolean sanitiseThinking,
    boolean clampThinking) {

  static Switches of(ProviderSettings settings) {
    return new Switches(
        settings.flag("GEMINI3_TOOL_FIX", true),
        settings.flag("CLAUDE_TOOL_FIX", false),
        settings.flag("PARALLEL_TOOL_INSTRUCTION_GEMINI3", false),
        settings.flag("PARALLEL_TOOL_INSTRUCTION_CLAUDE", false),
        settings.flag("CLAUDE_THINKING_SANITIZATION", true),
        settings.flag("CLAMP_THINKING_TO_OUTPUT", false));
  }

  /** The same for people, and the variables that are no switches. */
  static List<SettingDescription> described() {
    return List.of(
        CodeAssistProvider.PROJECT,
        QuotaReadings.INTERVAL,
        new SettingDescription(
            "SIGNATURE_CACHE_TTL",
            SettingDescription.Kind.LENGTH,
            "1h",
            "How long signatures of thoughts are kept for clients that lose them."),
        flag(
            "GEMINI3_TOOL_FIX",
            true,
            "Repeats a tool's parameters in its description, so that Gemini 3 invents none."),
        flag(
            "CLAUDE_TOOL_FIX",
            false,
            "Repeats a tool's parameters in its description for Claude, too."),
        flag(
            "PARALLEL_TOOL_INSTRUCTION_GEMINI3",
            false,
            "Asks Gemini 3 to make independent tool calls in one turn."),
        flag(
            "PARALLEL_TOOL_INSTRUCTION_CLAUDE",
            false,
            "Asks Claude to make independent tool calls in one turn."),
        flag(
            "CLAUDE_THINKING_SANITIZATION",
            true,
            "Mends conversations whose thinking Claude would refuse."),
        flag(
            "CLAMP_THINKING_TO_OUTPUT",
            false,
            "Lowers the thinking budget rather than raise the output limit."));
  }

  boolean schemaHints(Family family) {
    return switch (family) {
      case CLAUDE -> schemaHintsClaude;
      case GEMINI_3 -> schemaHintsGemini3;
      case OTHER -> false;
    };
  }

  boolean parallel(Family family) {
    return switch (family) {
      case CLAUDE -> parallelClaude;
      case GEMINI_3 -> parallelGemini3;
      case OTHER -> false;
    };
  }
}
