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
          "How random balanced rotation is: 0 always takes the least used credential, more is more"
              + " random.");

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
          "Whether a temperature of 0 in chat requests is kept (false), removed (remove), or set to"
              + " 1 (set).");

  static final Variable<Duration> BATCH_WINDOW =
      Variable.of(
          MODELS,
          "EMBEDDING_BATCH_WINDOW",
          Forms.duration(Duration.ZERO, Duration.ofSeconds(10)),
          Duration.ZERO,
          "How long an embedding call waits for others to share a batch with; 0 for no batching.");

  static final Variable<Integer> BATCH_ITEMS =
      Variable.of(
          MODELS,
          "EMBEDDING_BATCH_MAX_ITEMS",
          Forms.whole(2, 2048),
          64,
          "The most inputs in a batch.");

  static final Variable<Integer> BATCH_TOKENS =
      Variable.of(
          MODELS,
          "EMBEDDING_BATCH_MAX_TOKENS",
          Forms.whole(1, 10_000_000),
          100_000,
          "The most tokens in a batch, estimated.");

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
