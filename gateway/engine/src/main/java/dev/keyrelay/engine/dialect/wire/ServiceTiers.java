package dev.keyrelay.engine.dialect.wire;

import java.util.Locale;
import java.util.Optional;

/**
 * The words for how fast and how dear a service answers. OpenAI's are {@code auto}, {@code
 * default}, {@code flex} and {@code priority}; Anthropic's {@code auto} and {@code standard_only};
 * Google's {@code standard}, {@code flex} and {@code priority} (each one's API reference).
 */
public final class ServiceTiers {

  private ServiceTiers() {}

  /** OpenAI's word. */
  public static String forOpenAi(String tier) {
    String word = tier.toLowerCase(Locale.ROOT);
    return word.equals("standard") || word.equals("standard_only") ? "default" : word;
  }

  /** Anthropic's word; absent where it has none. */
  public static Optional<String> forAnthropic(String tier) {
    return switch (tier.toLowerCase(Locale.ROOT)) {
      case "auto" -> Optional.of("auto");
      case "default", "standard", "standard_only" -> Optional.of("standard_only");
      default -> Optional.empty();
    };
  }

  /** Google's word; absent where it has none. */
  public static Optional<String> forGemini(String tier) {
    return switch (tier.toLowerCase(Locale.ROOT)) {
      case "default", "standard", "standard_only" -> Optional.of("standard");
      case "flex" -> Optional.of("flex");
      case "priority" -> Optional.of("priority");
      default -> Optional.empty();
    };
  }
}
