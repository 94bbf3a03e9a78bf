package dev.keyrelay.engine.routing;

/**
 * A provider and an upstream model.
 *
 * @param provider the provider id
 * @param model the upstream model id, without the provider's
 */
public record Target(String provider, String model) {

  /** {@code provider/model}, as clients write it. */
  @Override
  public String toString() {
    return provider + "/" + model;
  }
}
