package dev.keyrelay.cli.tui;

import java.util.List;

/** When a changed variable takes effect on a running gateway. */
enum Effect {
  /** Without a restart. */
  AT_ONCE("at once"),
  /** The gateway must be started again. */
  RESTART("when started again");

  private static final List<String> ROUTING =
      List.of(
          "IGNORE_MODELS_",
          "WHITELIST_MODELS_",
          "MODEL_ROUTE_",
          "FALLBACK_GROUP_",
          "MODEL_FALLBACK_GROUPS",
          "PROVIDER_PRIORITY_");

  private final String text;

  Effect(String text) {
    this.text = text;
  }

  /** For people. */
  String text() {
    return text;
  }

  /** The effect of a variable. */
  static Effect of(String name) {
    boolean routing = ROUTING.stream().anyMatch(name::startsWith) || name.endsWith("_MODELS");
    return routing ? AT_ONCE : RESTART;
  }
}
