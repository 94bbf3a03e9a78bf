package dev.keyrelay.engine.dialect.anthropic;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Anthropic's sentence for a conversation that is too long. Claude Code recognises it, and reads
 * how much is to go, by these words alone: {@code prompt is too long: 9000 tokens > 8192 maximum}.
 */
final class FullContext {

  private static final String SAID = "prompt is too long";

  /** How OpenAI (and services like it), Google, xAI, Mistral and Moonshot tell both numbers. */
  private static final List<Pattern> NUMBERS =
      List.of(
          Pattern.compile(
              "maximum context length is (?<most>\\d++) tokens\\D++(?<asked>\\d++) tokens"),
          Pattern.compile(
              "token count \\((?<asked>\\d++)\\) exceeds the maximum number of tokens allowed"
                  + " \\((?<most>\\d++)\\)"),
          Pattern.compile(
              "maximum prompt length is (?<most>\\d++) but the request contains (?<asked>\\d++)"),
          Pattern.compile(
              "contains (?<asked>\\d++) tokens and \\d++ draft tokens, too large for model with"
                  + " (?<most>\\d++)"),
          Pattern.compile("model token limit: (?<most>\\d++) \\(requested: (?<asked>\\d++)\\)"));

  private FullContext() {}

  /** Whether a sentence has the words already. */
  static boolean isToldIn(String message) {
    return message.toLowerCase(Locale.ROOT).contains(SAID);
  }

  /** What to tell of an upstream's own sentence, which is kept. */
  static String told(String message) {
    if (isToldIn(message)) {
      return message;
    }
    for (var pattern : NUMBERS) {
      var found = pattern.matcher(message);
      if (found.find()) {
        return "%s: %s tokens > %s maximum (%s)"
            .formatted(SAID, found.group("asked"), found.group("most"), message);
      }
    }
    return SAID + ": " + message;
  }
}
