package dev.keyrelay.engine.config;

import static dev.keyrelay.engine.config.Section.MODELS;
import static dev.keyrelay.engine.config.Section.OPERATION;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The variables of what the gateway finds out by itself: models, prices, quotas. */
final class KnowledgeVariables {

  static final Variable<Boolean> MODEL_INFO_REFRESH =
      Variable.of(
          MODELS,
          "MODEL_INFO_REFRESH",
          Forms.flag(),
          true,
          "Keeps the catalogue of models and prices up to date from the public lists of OpenRouter"
              + " and models.dev.");
  static final Variable<Duration> MODEL_INFO_INTERVAL =
      Variable.of(
          MODELS,
          "MODEL_INFO_REFRESH_INTERVAL",
          Forms.duration(Duration.ofMinutes(1), Duration.ofDays(31)),
          Duration.ofHours(6),
          "How often the catalogue of models and prices is refreshed.");
  static final Variable<URI> MODEL_INFO_OPENROUTER =
      Variable.of(
          MODELS,
          "MODEL_INFO_OPENROUTER_URL",
          Forms.httpUri(),
          URI.create("https://openrouter.ai/api/v1/models"),
          "Where OpenRouter's list of models is, or a copy of it.");
  static final Variable<URI> MODEL_INFO_MODELS_DEV =
      Variable.of(
          MODELS,
          "MODEL_INFO_MODELS_DEV_URL",
          Forms.httpUri(),
          URI.create("https://models.dev/api.json"),
          "Where the list of models.dev is, or a copy of it.");

  static final Variable<Boolean> QUOTA_POLLING =
      Variable.of(
          OPERATION,
          "QUOTA_POLLING",
          Forms.flag(),
          true,
          "Asks providers that offer it, every few minutes, how much quota their credentials have"
              + " left.");

  private KnowledgeVariables() {}

  /** All of them, in the order of tables. */
  static List<Variable<?>> all() {
    return List.of(
        MODEL_INFO_REFRESH,
        MODEL_INFO_INTERVAL,
        MODEL_INFO_OPENROUTER,
        MODEL_INFO_MODELS_DEV,
        QUOTA_POLLING);
  }
}
