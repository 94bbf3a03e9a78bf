package dev.keyrelay.providers.geminicli;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What stands in for preview models that an account may not use, or has used up. The vendor's own
 * client offers the same change to its user (its documentation, "Usage limits and fallback" of
 * Gemini 3): from a preview to the stable model of the same size.
 */
final class PreviewModels {

  private static final Pattern PREVIEW =
      Pattern.compile("gemini-3(?:\\.\\d+)?-(pro|flash|flash-lite)-preview.*");

  private PreviewModels() {}

  /** The stable models, in order; none for a model that is no known preview. */
  static List<String> standIns(String model) {
    var size = PREVIEW.matcher(model);
    return size.matches() ? List.of("gemini-2.5-" + size.group(1)) : List.of();
  }
}
