package dev.keyrelay.engine.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;

/** A public list of models, which anybody may read without a key. */
public enum PublicList {
  /** OpenRouter's models, with its own prices. */
  OPENROUTER("openrouter"),
  /** Models of many providers, kept by a community. */
  MODELS_DEV("modelsdev");

  private final String word;

  PublicList(String word) {
    this.word = word;
  }

  /** Its name in files and answers. */
  public String word() {
    return word;
  }

  Catalogue read(JsonNode root, LocalDate asOf) {
    return switch (this) {
      case OPENROUTER -> CatalogueReader.openRouter(root, asOf);
      case MODELS_DEV -> CatalogueReader.modelsDev(root, asOf);
    };
  }
}
