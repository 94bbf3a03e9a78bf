package dev.keyrelay.providers.antigravity;

/** Families of models that want requests of their own. */
enum Family {
  CLAUDE,
  GEMINI_3,
  OTHER;

  static Family of(String model) {
    if (model.startsWith("claude-")) {
      return CLAUDE;
    }
    return model.startsWith("gemini-3-") || model.startsWith("gemini-3.") ? GEMINI_3 : OTHER;
  }
}
