package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.WITHOUT_EFFECT;

import java.util.List;

/** The variables that the system which KeyRelay replaces reads, and that have no effect here. */
final class IgnoredVariables {

  private static final List<Variable<?>> IGNORED =
      List.of(
          ignored(
              "STREAM_RETRY_ON_REASONING_ONLY",
              "Nothing is tried again once the answer has begun."),
          ignored("TIMEOUT_POOL", "A connection is waited for as long as for the answer."),
          ignored("SUPPRESS_LITELLM_SERIALIZATION_WARNINGS", "There is no LiteLLM here."),
          ignored("LITELLM_LOG", "There is no LiteLLM here."),
          ignored("FALLBACK_GROUPS", "Every FALLBACK_GROUP_<NAME> counts without being listed."));

  private IgnoredVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return IGNORED;
  }

  private static Variable<String> ignored(String name, String meaning) {
    return Variable.optional(WITHOUT_EFFECT, name, Forms.text(), "–", meaning);
  }
}
