package dev.keyrelay.engine.models;

import dev.keyrelay.spi.ModelInfo;

/**
 * A model that clients may call.
 *
 * @param provider the provider id
 * @param info what the provider says of it; its id is what clients write after the provider
 */
public record ListedModel(String provider, ModelInfo info) {

  /** {@code provider/model}, as clients write it. */
  public String id() {
    return provider + "/" + info.id();
  }
}
