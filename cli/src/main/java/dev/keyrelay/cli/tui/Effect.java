package dev.keyrelay.cli.tui;

import java.util.List;

/** When a changed variable takes effect on a running gateway. */
enum Effect {
  /** Without a restart. */
  AT_ONCE("at once"),
  /** The gateway must be started again. */
  RESTART("when started again");

  /** What names of variables begin with that {@code Gateway.follow} takes over. */
  private static final List<String> FOLLOWED =
      List.of(
          "IGNORE_MODELS_",
          "WHITELIST_MODELS_",
          "MODEL_ROUTE_",
          "FALLBACK_GROUP_",
          "MODEL_FALLBACK_GROUPS",
          "PROVIDER_PRIORITY_",
          "ROTATION_",
          "MAX_CONCURRENT_REQUESTS_PER_KEY_",
          "OPTIMAL_CONCURRENT_REQUESTS_PER_KEY_",
          "CONCURRENCY_MULTIPLIER_",
          "SEQUENTIAL_FALLBACK_MULTIPLIER",
          "FAIR_CYCLE_",
          "EXHAUSTION_COOLDOWN_THRESHOLD",
          "CUSTOM_CAP_",
          "RATE_LIMIT_",
          "QUOTA_WINDOW_",
          "SESSION_STICKY_WAIT_SECONDS",
          "KEYRELAY_LOG_",
          "ENABLE_REQUEST_LOGGING",
          "ENABLE_RAW_LOGGING",
          "REQUEST_LOG_");

  private final String text;

  Effect(String text) {
    this.text = text;
  }

  /** For people. */
  String text() {
    return text;
  }

  /** The effect of a variable; the address of a provider that is not in use yet is new to all. */
  static Effect of(String name, Facts facts) {
    boolean address = name.endsWith("_API_BASE");
    boolean used =
        facts.providers().stream().anyMatch(one -> name.equals(one.prefix() + "_API_BASE"));
    return address && !used ? AT_ONCE : of(name);
  }

  /** The effect of a variable, whatever providers there are. */
  static Effect of(String name) {
    boolean followed = FOLLOWED.stream().anyMatch(name::startsWith) || name.endsWith("_MODELS");
    boolean credential = name.contains("_API_KEY") && !name.startsWith("PROXY_");
    return followed || credential ? AT_ONCE : RESTART;
  }
}
