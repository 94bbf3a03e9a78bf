package dev.keyrelay.engine.catalog;

import dev.keyrelay.engine.usage.UsagePrices;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The catalogue in force, and what usage costs by it. The ledger's costs use prices of the provider
 * itself only: another's price for the same model is no price at all.
 */
public final class PriceBook implements UsagePrices {

  private volatile Catalogue catalogue;

  public PriceBook(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Puts another catalogue in force. */
  public void replace(Catalogue newer) {
    catalogue = newer;
  }

  /** The catalogue in force. */
  public Catalogue catalogue() {
    return catalogue;
  }

  @Override
  public OptionalDouble cost(String provider, String model, TokenUsage usage) {
    Optional<Price> price = price(provider, model);
    return price.isPresent() ? OptionalDouble.of(price.get().of(usage)) : OptionalDouble.empty();
  }

  /** The provider's own price for a model, if it is known. */
  public Optional<Price> price(String provider, String model) {
    return catalogue.own(provider, model).flatMap(found -> found.facts().price());
  }
}
