package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.MODELS;
import static dev.keyrelay.engine.config.Section.ROTATION;
import static dev.keyrelay.engine.config.Section.SESSIONS;

import java.time.Duration;
import java.util.List;

/** The variables of what becomes of a request on its way. */
final class RequestVariables {

  static final Variable<Double> ROTATION_TOLERANCE =
      Variable.of(
          ROTATION,
          "ROTATION_TOLERANCE",
          Forms.decimal(0, 1000),
          3.0,
          "How evenly balanced rotation spreads: 0 prefers the least used, more is more random.");

  static final Variable<List<String>> TRUSTED_SESSION_FIELDS =
      Variable.optional(
          SESSIONS,
          "TRUSTED_SESSION_ID_FIELDS",
          Forms.names(),
          "none but those that KeyRelay knows",
          "Further top-level body fields that name a session.");

  static final Variable<TemperatureZero> TEMPERATURE_ZERO =
      Variable.of(
          MODELS,
          "OVERRIDE_TEMPERATURE_ZERO",
          TemperatureZero.FORM,
          TemperatureZero.KEEP,
          "What becomes of a temperature of 0 in chat requests: kept, removed, or set to 1.");

  static final Variable<Duration> BATCH_WINDOW =
      Variable.of(
          MODELS,
          "EMBEDDING_BATCH_WINDOW",
          Forms.duration(Duration.ZERO, Duration.ofSeconds(10)),
          Duration.ZERO,
          "How long an embedding call waits for others that go upstream with it; 0 for no"
              + " batches.");

  static final Variable<Integer> BATCH_ITEMS =
      Variable.of(
          MODELS,
          "EMBEDDING_BATCH_MAX_ITEMS",
          Forms.whole(2, 2048),
          64,
          "The most inputs that go upstream together.");

  static final Variable<Integer> BATCH_TOKENS =
      Variable.of(
          MODELS,
          "EMBEDDING_BATCH_MAX_TOKENS",
          Forms.whole(1, 10_000_000),
          100_000,
          "The most tokens, estimated, that go upstream together.");

  private RequestVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.of(
        ROTATION_TOLERANCE,
        TRUSTED_SESSION_FIELDS,
        TEMPERATURE_ZERO,
        BATCH_WINDOW,
        BATCH_ITEMS,
        BATCH_TOKENS);
  }
}
