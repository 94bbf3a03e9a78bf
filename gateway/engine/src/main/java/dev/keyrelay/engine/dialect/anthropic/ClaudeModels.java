package dev.keyrelay.engine.dialect.anthropic;

import java.util.regex.Pattern;

/**
 * What Claude models take, by their names (Anthropic's API reference and its pages on thinking).
 */
final class ClaudeModels {

  private static final Pattern VERSION =
      Pattern.compile(
          "claude-(?:opus|sonnet|haiku|fable|mythos)-(\\d+)(?:[-.](\\d{1,2}))?(?![0-9])");

  /** First known as a preview without a number; all of them are newer than 4.6. */
  private static final Pattern NEWEST = Pattern.compile("claude-(?:fable|mythos)");

  private ClaudeModels() {}

  /** A hundred times the major version and the minor one; 0 for older and other models. */
  private static int version(String model) {
    var version = VERSION.matcher(model);
    if (version.find()) {
      int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
      return Integer.parseInt(version.group(1)) * 100 + minor;
    }
    return NEWEST.matcher(model).find() ? Integer.MAX_VALUE : 0;
  }

  /** Whether the model itself decides how much it thinks, and takes an effort. */
  static boolean adaptive(String model) {
    return version(model) >= 406;
  }

  /** Whether it takes no temperature but 1, no {@code top_p} below 0.99, and no {@code top_k}. */
  static boolean fixedSampling(String model) {
    return version(model) > 406;
  }

  /**
   * Whether an answer can be held to a schema, which Claude models can since Opus 4.1 and Sonnet
   * 4.5. Of models that others made nothing is known.
   */
  static boolean structuredOutput(String model) {
    int version = version(model);
    return version == 0 ? !model.contains("claude") : version >= 401;
  }

  /** Whether it takes a temperature or {@code top_p}, but not both. */
  static boolean oneOfTemperatureAndTopP(String model) {
    return version(model) >= 401;
  }
}
