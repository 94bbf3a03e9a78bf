package dev.keyrelay.engine.config;

import java.net.URI;
import java.time.Duration;

/**
 * Where the catalogue of models and prices is refreshed from.
 *
 * @param refresh whether it is refreshed at all
 * @param interval how often
 * @param openRouter the address of OpenRouter's public list of models
 * @param modelsDev the address of models.dev's public list
 */
public record CatalogueSettings(boolean refresh, Duration interval, URI openRouter, URI modelsDev) {

  static CatalogueSettings read(Settings settings) {
    return new CatalogueSettings(
        settings.get(KnowledgeVariables.MODEL_INFO_REFRESH),
        settings.get(KnowledgeVariables.MODEL_INFO_INTERVAL),
        settings.get(KnowledgeVariables.MODEL_INFO_OPENROUTER),
        settings.get(KnowledgeVariables.MODEL_INFO_MODELS_DEV));
  }
}
