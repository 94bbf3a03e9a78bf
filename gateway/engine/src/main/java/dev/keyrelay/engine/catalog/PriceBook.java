package dev.keyrelay.engine.catalog;

import dev.keyrelay.engine.config.OwnPrice;
import dev.keyrelay.engine.config.VariableNames;
import dev.keyrelay.engine.usage.UsagePrices;
import dev.keyrelay.spi.chat.TokenUsage;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The catalogue in force, and what usage costs by it. The ledger's costs use prices of the provider
 * itself only: another's price for the same model is no price at all.
 */
public final class PriceBook implements UsagePrices {

  private final Map<String, Map<String, OwnPrice>> own;
  private volatile Catalogue catalogue;

  public PriceBook(Catalogue catalogue) {
    this(catalogue, Map.of());
  }

  /**
   * A book in which the user's word counts more than the catalogue's.
   *
   * @param own by provider and folded name of the model
   */
  public PriceBook(Catalogue catalogue, Map<String, Map<String, OwnPrice>> own) {
    this.catalogue = catalogue;
    this.own = Map.copyOf(own);
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

  /** What the user says, else the provider's own price for a model, if it is known. */
  public Optional<Price> price(String provider, String model) {
    var known = catalogue.own(provider, model).flatMap(found -> found.facts().price());
    var said = own.get(provider);
    if (said == null) {
      return known;
    }
    var price = said.get(VariableNames.folded(model));
    return price == null ? known : merged(price, known);
  }

  /** Without both input and output there is no price. */
  private static Optional<Price> merged(OwnPrice own, Optional<Price> known) {
    var input = first(own.input(), known.map(Price::input));
    var output = first(own.output(), known.map(Price::output));
    return input.isEmpty() || output.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Price(
                input.get(),
                output.get(),
                own.cacheRead().isPresent() ? own.cacheRead() : cached(known, Price::cacheRead),
                own.cacheWrite().isPresent()
                    ? own.cacheWrite()
                    : cached(known, Price::cacheWrite)));
  }

  private static Optional<Double> first(OptionalDouble own, Optional<Double> known) {
    return own.isPresent() ? Optional.of(own.getAsDouble()) : known;
  }

  private static OptionalDouble cached(
      Optional<Price> known, Function<Price, OptionalDouble> kind) {
    return known.map(kind).orElse(OptionalDouble.empty());
  }
}
