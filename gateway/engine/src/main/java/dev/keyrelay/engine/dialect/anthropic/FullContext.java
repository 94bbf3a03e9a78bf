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

  /** How OpenAI (and services like it) and Google tell both numbers. */
  private static final List<Pattern> NUMBERS =
      List.of(
          Pattern.compile(
              "maximum context length is (?<most>\\d++) tokens\\D++(?<asked>\\d++) tokens"),
          Pattern.compile(
              "token count \\((?<asked>\\d++)\\) exceeds the maximum number of tokens allowed"
                  + " \\((?<most>\\d++)\\)"));

  private FullContext() {}

  /** What to tell of an upstream's own sentence, which is kept. */
  static String told(String message) {
    if (message.toLowerCase(Locale.ROOT).contains(SAID)) {
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
