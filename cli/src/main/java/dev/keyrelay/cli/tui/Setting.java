package dev.keyrelay.cli.tui;

import dev.keyrelay.engine.config.Variable;
import dev.keyrelay.engine.config.Variables;
import java.util.List;
import java.util.Optional;

/**
 * A setting that a screen offers to change.
 *
 * @param label what it is called on the screen
 * @param name the variable that holds it
 */
record Setting(String label, String name) {

  /** The settings of the gateway as a whole. */
  static final List<Setting> GENERAL =
      List.of(
          new Setting("Host", "KEYRELAY_HOST"),
          new Setting("Port", "PORT"),
          new Setting("Key for clients", "PROXY_API_KEY"),
          new Setting("Log level", "KEYRELAY_LOG_LEVEL"),
          new Setting("Request logging", "ENABLE_REQUEST_LOGGING"),
          new Setting("Raw logging", "ENABLE_RAW_LOGGING"),
          new Setting("Time for an answer", "GLOBAL_TIMEOUT"),
          new Setting("Largest request", "MAX_BODY_SIZE"),
          new Setting("Rotation tolerance", "ROTATION_TOLERANCE"),
          new Setting("Proxy for https", "HTTPS_PROXY"));

  /** The settings of a provider whose variables begin so. */
  static List<Setting> of(String prefix) {
    return List.of(
        new Setting("Address", prefix + "_API_BASE"),
        new Setting("Model definitions", prefix + "_MODELS"),
        new Setting("Rotation", "ROTATION_MODE_" + prefix),
        new Setting("Most at once", "MAX_CONCURRENT_REQUESTS_PER_KEY_" + prefix),
        new Setting("Best at once", "OPTIMAL_CONCURRENT_REQUESTS_PER_KEY_" + prefix),
        new Setting("Fair cycle", "FAIR_CYCLE_" + prefix),
        new Setting("Failover place", "PROVIDER_PRIORITY_" + prefix),
        new Setting("Hidden models", "IGNORE_MODELS_" + prefix),
        new Setting("Kept models", "WHITELIST_MODELS_" + prefix));
  }

  /** What holds while it is not set. */
  String standard() {
    return variable().map(Variable::standardText).orElse("");
  }

  /** What it does. */
  String meaning() {
    return variable().map(Variable::meaning).orElse("");
  }

  boolean isSecret() {
    return variable().map(one -> one.form().secret()).orElse(true);
  }

  /** Why a text does not hold; empty if it does. */
  Optional<String> refusal(String text) {
    if (name.startsWith(RouteRow.ALIAS) && !text.matches("group:.+|[^/]+/.+")) {
      return Optional.of("Does not hold; expected: provider/model, or group:<name>");
    }
    return variable()
        .filter(one -> one.form().read(text.strip()).isEmpty())
        .map(one -> "Does not hold; expected: " + one.form().expected());
  }

  /** What a text looks like. */
  String expected() {
    return variable().map(one -> "Expected: " + one.form().expected()).orElse("");
  }

  /** When a change of it takes effect. */
  String effect() {
    return "Takes effect " + Effect.of(name).text() + ".";
  }

  private Optional<Variable<?>> variable() {
    return Variables.covering(name);
  }
}
